package quorate.node;

import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.gateway.TaskBook;
import quorate.task.TaskId;
import quorate.wire.Bus;
import quorate.wire.Note;

/**
 * Keeps each verdict at once, and again as long as the cluster cannot promise to keep it. Only what
 * is kept is told to clients and paid for.
 */
final class VerdictKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(VerdictKeeper.class);
  private static final long AGAIN_MILLIS = 250;
  private static final long AGAIN_MILLIS_MAX = 5_000;

  private final Vertx vertx;
  private final Bus bus;
  private final TaskBook book;
  private final Consumer<TaskId> kept;
  private final BooleanSupplier wanted;

  /**
   * A keeper for one node.
   *
   * @param kept hears which verdicts are in the book
   * @param wanted whether the node still has time to try again
   */
  VerdictKeeper(
      Vertx vertx, Bus bus, TaskBook book, Consumer<TaskId> kept, BooleanSupplier wanted) {
    this.vertx = vertx;
    this.bus = bus;
    this.book = book;
    this.kept = kept;
    this.wanted = wanted;
  }

  void begin() {
    bus.heed(Note.VerdictReached.class, reached -> keep(reached, AGAIN_MILLIS));
  }

  private void keep(Note.VerdictReached reached, long againMillis) {
    TaskId task = reached.task().id();
    book.decide(reached.verdict(), reached.proof())
        .onSuccess(done -> {
          kept.accept(task);
          if (reached.task().payment().isPresent()) {
            bus.note(new Note.PaymentDue(task));
          }
        })
        .onFailure(e -> {
          if (againMillis == AGAIN_MILLIS) {
            LOG.warn("node task={} verdict not kept yet because={}", task, e.toString());
          }
          if (wanted.getAsBoolean()) {
            long next = Math.min(2 * againMillis, AGAIN_MILLIS_MAX);
            vertx.setTimer(againMillis, timer -> keep(reached, next));
          }
        });
  }
}
