package quorate.node.ledger;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import quorate.gateway.ClientFrame;
import quorate.gateway.Payments;
import quorate.gateway.Problem;
import quorate.gateway.Refusal;
import quorate.gateway.TaskReceipt;
import quorate.ledger.live.Ledger;
import quorate.ledger.live.LedgerView;
import quorate.ledger.settle.Claim;
import quorate.ledger.state.Address;
import quorate.ledger.state.Entry.Escrow;
import quorate.ledger.state.EscrowId;
import quorate.ledger.state.State;
import quorate.ledger.state.StateKey;
import quorate.task.PaymentOrder;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.wire.Payment;

/** Looks at payments with the ledger that this node keeps. */
public final class LedgerPayments implements Payments {
  /**
   * How many heights an escrow must go on after now, since a task and its settlement take a while;
   * half of what is possible where a chain allows of short escrows only.
   */
  private static final long HEIGHTS_LEFT_MIN = 100;

  /** How long after its deadline a task's settlement may still come. */
  private static final long SETTLED_MILLIS = 60_000;

  private final Vertx vertx;
  private final Ledger ledger;
  private final long heightsLeftMin;
  private final PromisedTasks promised = new PromisedTasks(); // for the ledger's thread

  public LedgerPayments(Vertx vertx, Ledger ledger) {
    this.vertx = vertx;
    this.ledger = ledger;
    this.heightsLeftMin = Math.min(HEIGHTS_LEFT_MIN, ledger.genesis().policy().escrowBlocks() / 2);
  }

  @Override
  public Future<Finding> check(Task task, ClientFrame.Payment offered) {
    PaymentOrder order;
    try {
      order =
          new PaymentOrder(
              Address.parse(offered.owner()).key(), offered.escrow(), offered.signature());
    } catch (IllegalArgumentException wrong) {
      return refused(Problem.INVALID.because("payment.owner: " + wrong.getMessage()));
    }
    if (!Payment.holds(order, ledger.genesis().chain(), task)) {
      return refused(
          Problem.PAYMENT_UNSIGNED.because(
              "payment.signature: expected the owner's, for this task and what it asks"));
    }
    return Future.fromCompletionStage(
            ledger.read(view -> looked(view, task, order)), vertx.getOrCreateContext())
        .otherwise(
            e -> new Refused(Problem.LEDGER_BUSY.because("the ledger cannot be asked", 500)));
  }

  @Override
  public Future<Optional<TaskReceipt>> receipt(Task task) {
    return Future.fromCompletionStage(
        ledger.read(view -> task.payment().flatMap(order -> receipt(view, task.id(), order))),
        vertx.getOrCreateContext());
  }

  private static Optional<TaskReceipt> receipt(LedgerView view, TaskId task, PaymentOrder order) {
    return view.state()
        .find(StateKey.payment(Claim.escrow(order).owner(), task))
        .flatMap(paid ->
            view.header(paid.height())
                .map(header ->
                    new TaskReceipt(
                        order.owner(),
                        paid.escrow().number(),
                        paid.height(),
                        header.digest(),
                        paid.each(),
                        paid.payees())));
  }

  private Finding looked(LedgerView view, Task task, PaymentOrder order) {
    EscrowId escrow = Claim.escrow(order);
    State state = view.state();
    Optional<Escrow> found = state.find(StateKey.escrow(escrow));
    if (found.isEmpty()) {
      return new Refused(
          Problem.ESCROW_UNKNOWN.because(
              "payment.escrow: the owner has no escrow "
                  + escrow.number()
                  + " at height "
                  + state.tip().height()));
    }
    return unfit(found.get(), state, escrow, task)
        .<Finding>map(Refused::new)
        .orElseGet(() -> {
          promised.promise(task.id(), escrow, task.deadlineAtMillis() + SETTLED_MILLIS);
          return new Good(order);
        });
  }

  private Optional<Refusal> unfit(Escrow escrow, State state, EscrowId id, Task task) {
    long height = state.tip().height();
    if (!escrow.open()) {
      return refusal(Problem.ESCROW_CLOSED, "it has ended");
    }
    if (escrow.deadlineHeight() - height < heightsLeftMin) {
      return refusal(
          Problem.ESCROW_EXPIRED,
          "it pays until height %d, and this is %d; at least %d more are wanted"
              .formatted(escrow.deadlineHeight(), height, heightsLeftMin));
    }
    if (escrow.terms().replicas() != task.terms().replicas()) {
      return refusal(
          Problem.ESCROW_UNFIT,
          "it pays for %d replicas, and the task asks for %d"
              .formatted(escrow.terms().replicas(), task.terms().replicas()));
    }
    long tasks = escrow.remaining() / escrow.terms().pricePerTask();
    boolean room =
        promised.room(
            task.id(),
            id,
            tasks,
            task.acceptedAtMillis(),
            each -> state.find(StateKey.payment(id.owner(), each)).isPresent());
    return room
        ? Optional.empty()
        : refusal(
            Problem.ESCROW_TOO_LOW,
            "it has %d left, a task may cost %d, and what it has is promised to others"
                .formatted(escrow.remaining(), escrow.terms().pricePerTask()));
  }

  private static Optional<Refusal> refusal(Problem problem, String detail) {
    return Optional.of(problem.because("payment.escrow: " + detail));
  }

  private static Future<Finding> refused(Refusal why) {
    return Future.succeededFuture(new Refused(why));
  }
}
