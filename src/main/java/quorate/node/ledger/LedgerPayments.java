package quorate.node.ledger;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
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
import quorate.ledger.state.Operation.EscrowSettle;
import quorate.ledger.state.Settlement;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.State;
import quorate.ledger.state.StateKey;
import quorate.node.cluster.EscrowPromises;
import quorate.node.cluster.EscrowPromises.Wish;
import quorate.task.PaymentOrder;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.wire.Payment;

/**
 * Looks at payments with the ledger that this node keeps. What an escrow has left is promised in
 * common with the other gateways of the cluster.
 */
public final class LedgerPayments implements Payments {
  /**
   * How many heights an escrow must go on after now, since a task and its settlement take a while;
   * half of what is possible where a chain allows of short escrows only.
   */
  private static final long HEIGHTS_LEFT_MIN = 100;

  /** Nodes store a block within some hundredths of a second of each other. */
  private static final long BEHIND_MILLIS = 50;

  private static final int BEHIND_TRIES = 5;

  /** An escrow that was just opened may be a block away from here. */
  private static final long AGAIN_MILLIS = 500;

  private final Vertx vertx;
  private final Ledger ledger;
  private final boolean required;
  private final long heightsLeftMin;
  private final EscrowPromises promises;

  /**
   * Payments of a node.
   *
   * @param required whether tasks that nobody pays for are refused
   */
  public LedgerPayments(Vertx vertx, Ledger ledger, EscrowPromises promises, boolean required) {
    this.promises = promises;
    this.required = required;
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
    return promised(task, order, new Patience(BEHIND_TRIES, true))
        .otherwise(
            e -> new Refused(Problem.LEDGER_BUSY.because("the ledger cannot be asked", 500)));
  }

  @Override
  public Future<Optional<TaskReceipt>> receipt(Task task) {
    return read(view -> task.payment().flatMap(order -> receipt(view, task.id(), order)));
  }

  @Override
  public boolean required() {
    return required;
  }

  @Override
  public void settledTo(Consumer<List<TaskId>> gateway) {
    heedSettled(ledger, gateway);
  }

  /** Calls back with the tasks that each block pays for, if any. */
  static void heedSettled(Ledger ledger, Consumer<List<TaskId>> gateway) {
    ledger.heed(decided -> {
      List<TaskId> tasks =
          decided.block().transactions().stream().flatMap(LedgerPayments::settled).toList();
      if (!tasks.isEmpty()) {
        gateway.accept(tasks);
      }
    });
  }

  private static Stream<TaskId> settled(SignedTransaction signed) {
    return signed.transaction().operation() instanceof EscrowSettle settle
        ? settle.batch().settlements().stream().map(Settlement::task)
        : Stream.empty();
  }

  private static Optional<TaskReceipt> receipt(LedgerView view, TaskId task, PaymentOrder order) {
    return view.state()
        .find(StateKey.payment(Claim.escrow(order).owner(), task))
        .flatMap(paid ->
            view.header(paid.height())
                .map(header ->
                    new TaskReceipt(
                        task,
                        order.owner(),
                        paid.escrow().number(),
                        paid.height(),
                        header.digest(),
                        paid.each(),
                        paid.payees())));
  }

  /** What an escrow has for a task, when the ledger was looked at. */
  private sealed interface Look {
    /**
     * It may pay.
     *
     * @param most how many tasks
     */
    record Room(EscrowId escrow, long most, long height) implements Look {}

    record Unfit(Refusal why) implements Look {}
  }

  private Look looked(LedgerView view, Task task, PaymentOrder order) {
    EscrowId escrow = Claim.escrow(order);
    State state = view.state();
    Optional<Escrow> found = state.find(StateKey.escrow(escrow));
    if (found.isEmpty()) {
      return new Look.Unfit(
          Problem.ESCROW_UNKNOWN.because(
              "payment.escrow: the owner has no escrow "
                  + escrow.number()
                  + " at height "
                  + state.tip().height(),
              AGAIN_MILLIS));
    }
    long most = found.get().remaining() / found.get().terms().pricePerTask();
    return unfit(found.get(), state.tip().height(), task)
        .<Look>map(Look.Unfit::new)
        .orElseGet(() -> new Look.Room(escrow, most, state.tip().height()));
  }

  private Optional<Refusal> unfit(Escrow escrow, long height, Task task) {
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
    return Optional.empty();
  }

  /**
   * What may still be tried.
   *
   * @param behind how often this node's ledger is waited for
   * @param sweep whether promises that were kept meanwhile are looked for
   */
  private record Patience(int behind, boolean sweep) {}

  private Future<Finding> promised(Task task, PaymentOrder order, Patience patience) {
    return read(view -> looked(view, task, order))
        .compose(look ->
            switch (look) {
              case Look.Unfit(Refusal why) -> refused(why);
              case Look.Room room -> promised(task, order, room, patience);
            });
  }

  private Future<Finding> promised(
      Task task, PaymentOrder order, Look.Room room, Patience patience) {
    Wish wish =
        new Wish(
            task.id(), UnpaidWatch.until(task), room.most, room.height, task.acceptedAtMillis());
    return promises
        .promise(room.escrow.encoded(), wish)
        .compose(answer ->
            switch (answer) {
              case EscrowPromises.Good good -> Future.succeededFuture(new Good(order));
              case EscrowPromises.Behind behind -> later(task, order, patience);
              case EscrowPromises.Full(var eldest) ->
                  patience.sweep ? swept(task, order, room.escrow, eldest) : tooLow();
            });
  }

  /** A payment that others have seen is a moment away from here. */
  private Future<Finding> later(Task task, PaymentOrder order, Patience patience) {
    return patience.behind == 0
        ? refused(Problem.LEDGER_BUSY.because("the ledger lags behind those of others", 200))
        : vertx
            .timer(BEHIND_MILLIS, TimeUnit.MILLISECONDS)
            .compose(
                now -> promised(task, order, new Patience(patience.behind - 1, patience.sweep)));
  }

  /** Once more, without promises that were kept meanwhile. */
  private Future<Finding> swept(
      Task task, PaymentOrder order, EscrowId escrow, List<TaskId> eldest) {
    return read(view -> new Settled(paid(view, escrow, eldest), view.state().tip().height()))
        .compose(found ->
            found.tasks.isEmpty()
                ? tooLow()
                : promises
                    .over(escrow.encoded(), found.tasks, found.height)
                    .compose(gone -> promised(task, order, new Patience(BEHIND_TRIES, false))));
  }

  private record Settled(List<TaskId> tasks, long height) {}

  private static List<TaskId> paid(LedgerView view, EscrowId escrow, List<TaskId> tasks) {
    State state = view.state();
    return tasks.stream()
        .filter(each -> state.find(StateKey.payment(escrow.owner(), each)).isPresent())
        .toList();
  }

  private static Future<Finding> tooLow() {
    return refused(
        refusal(Problem.ESCROW_TOO_LOW, "what it has left is promised to other tasks")
            .orElseThrow());
  }

  private <T> Future<T> read(Function<LedgerView, T> reader) {
    return Future.fromCompletionStage(ledger.read(reader), vertx.getOrCreateContext());
  }

  private static Optional<Refusal> refusal(Problem problem, String detail) {
    return Optional.of(problem.because("payment.escrow: " + detail));
  }

  private static Future<Finding> refused(Refusal why) {
    return Future.succeededFuture(new Refused(why));
  }
}
