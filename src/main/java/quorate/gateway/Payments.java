package quorate.gateway;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import quorate.task.PaymentOrder;
import quorate.task.Task;
import quorate.task.TaskId;

/**
 * Whether a task that says who pays may be accepted. The node hands it in, for the gateway knows no
 * ledger.
 */
@FunctionalInterface
public interface Payments {
  /** Of a node that keeps no ledger. */
  Payments NONE =
      (task, offered) ->
          Future.succeededFuture(
              new Refused(
                  Problem.NO_LEDGER.because("payment: this node keeps no ledger; leave it out")));

  /**
   * Looks at what is offered for a task.
   *
   * @return never failed: what cannot be found out is a refusal that may be tried again
   */
  Future<Finding> check(Task task, ClientFrame.Payment offered);

  /**
   * Looks for the payment of a task.
   *
   * @return empty as long as none is final, and when that cannot be found out
   */
  default Future<Optional<TaskReceipt>> receipt(Task task) {
    return Future.succeededFuture(Optional.empty());
  }

  /**
   * Calls back with the tasks of each settlement that is final, whoever handed it in; on any
   * thread, which must not be held up.
   */
  default void settledTo(Consumer<List<TaskId>> gateway) {}

  /** Whether a task that nobody pays for is refused. */
  default boolean required() {
    return false;
  }

  /** An order that is good for the task, or why there is none. */
  sealed interface Finding {}

  record Good(PaymentOrder order) implements Finding {}

  record Refused(Refusal why) implements Finding {}
}
