package quorate.node.ledger;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.gateway.TaskRecord;
import quorate.gateway.journal.Journal;
import quorate.ledger.settle.Claim;
import quorate.node.cluster.ClusterTaskBook.Watched;
import quorate.node.cluster.EscrowPromises;
import quorate.node.cluster.EscrowPromises.Promised;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.wire.Bus;
import quorate.wire.Note;

/**
 * Sees that agreed tasks are paid whose leader died before it had them paid. Whoever owns an
 * escrow's partition looks at what is promised from it: a task whose leader is gone, or which is
 * late, is settled from here. That more than one node may do so is harmless, for the ledger pays
 * once.
 */
public final class UnpaidWatch {
  /** How long a promise lasts after its task's deadline: settlers may be silent for minutes. */
  static final long SETTLED_MILLIS = Journal.OWED_MILLIS;

  /** How long of that is left to the task's leader. */
  static final long LEADERS_MILLIS = 120_000;

  /** The most tasks looked at in one sweep. */
  static final int TASKS_MAX = 256;

  private static final long PERIOD_MILLIS = 10_000;
  private static final Logger LOG = LoggerFactory.getLogger(UnpaidWatch.class);

  private final Bus bus;
  private final Function<TaskId, Future<Optional<Watched>>> book;
  private final EscrowPromises promises;
  private final Clock clock;
  private int turn;

  /**
   * The watch of a node.
   *
   * @param book finds a task
   */
  public UnpaidWatch(
      Bus bus,
      Function<TaskId, Future<Optional<Watched>>> book,
      EscrowPromises promises,
      Clock clock) {
    this.bus = bus;
    this.book = book;
    this.promises = promises;
    this.clock = clock;
  }

  /**
   * Looks from now on; a task that this node begins to lead again, or has brought back, is promised
   * its price again.
   */
  public void begin(Vertx vertx) {
    bus.heed(
        Note.LeadTask.class,
        note -> {
          if (note.epoch() > 1) {
            again(note.task());
          }
        });
    bus.heed(
        Note.PaymentOwed.class,
        note -> {
          again(note.task());
          bus.note(new Note.PaymentDue(note.task().id()));
        });
    vertx.setPeriodic(PERIOD_MILLIS, timer -> sweep().onFailure(UnpaidWatch::failed));
  }

  private static void failed(Throwable why) {
    LOG.warn("node unpaid tasks not looked at because={}", why.toString());
  }

  /** Until when a task's promise lasts. */
  static long until(Task task) {
    return task.deadlineAtMillis() + SETTLED_MILLIS;
  }

  private void again(Task task) {
    task.payment()
        .ifPresent(order ->
            promises
                .again(Claim.escrow(order).encoded(), task.id(), until(task))
                .onFailure(UnpaidWatch::failed));
  }

  /** Looks at some of the promises that this node is to look after; all get their turn. */
  public Future<?> sweep() {
    return promises
        .mine()
        .compose(mine -> {
          int from = mine.size() <= TASKS_MAX ? 0 : Math.floorMod(turn, mine.size());
          turn = from + TASKS_MAX;
          List<Promised> some = mine.stream().skip(from).limit(TASKS_MAX).toList();
          return Future.join(some.stream().map(this::look).toList());
        });
  }

  private Future<?> look(Promised promised) {
    return book.apply(promised.task())
        .compose(found -> {
          if (found.isEmpty() || neverPaid(found.get().record())) {
            return promises.over(promised.escrow(), List.of(promised.task()), 0);
          }
          TaskRecord record = found.get().record();
          if (!record.open() && left(found.get(), promised)) {
            LOG.info("node task={} is settled for leader={}", promised.task(), record.leader());
            bus.note(new Note.PaymentDue(promised.task()));
          }
          return Future.succeededFuture();
        });
  }

  private static boolean neverPaid(TaskRecord record) {
    return record
        .verdict()
        .filter(verdict -> verdict.outcome() != Verdict.Outcome.AGREED)
        .isPresent();
  }

  /** Whether nobody else sees to it: its leader is gone, or has had time enough. */
  private boolean left(Watched task, Promised promised) {
    long late = promised.untilMillis() - SETTLED_MILLIS + LEADERS_MILLIS;
    return !task.led() || late < clock.millis();
  }
}
