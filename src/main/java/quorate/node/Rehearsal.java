package quorate.node;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import quorate.gateway.TaskBook;
import quorate.inference.Model;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Picture;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.wire.Bus;
import quorate.wire.Message;
import quorate.wire.Note;

/**
 * Sends a few tasks of nobody's down the whole road, one after another: accepted, kept, answered by
 * as many nodes as are ready (three at most), decided. It never keeps a node from becoming ready:
 * tasks that fail are as good, and it ends when its time is over.
 */
final class Rehearsal {
  static final int TASKS = 16;
  private static final long PLAY_MILLIS = 6_000;
  private static final long PATIENCE_MILLIS = 2_000;
  private static final int MIN_SCORE = 300_000;

  private final Context context;
  private final Vertx vertx;
  private final Bus bus;
  private final TaskBook book;
  private final Model model;
  private final Clock clock;
  private final Bytes picture = SelfTest.picture();
  private final Set<NodeId> ready = new HashSet<>();
  private final Promise<Integer> played = Promise.promise();
  private TaskId playing = new TaskId(0, 0);
  private int ended;

  Rehearsal(Vertx vertx, Bus bus, TaskBook book, Model model, Clock clock) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.bus = bus;
    this.book = book;
    this.model = model;
    this.clock = clock;
  }

  /** Done with how many tasks were played; never fails. */
  Future<Integer> play() {
    context.runOnContext(here -> {
      Bus.Hearing seen =
          bus.hear(Message.NodeSeen.class, heard -> seen(heard.speaker(), heard.said()));
      Bus.Hearing reached = bus.heed(Note.VerdictReached.class, note -> ended(note.task().id()));
      played
          .future()
          .onComplete(over -> {
            seen.stop();
            reached.stop();
          });
      vertx.setTimer(PLAY_MILLIS, late -> played.tryComplete(ended));
      next();
    });
    return played.future();
  }

  private void seen(NodeId node, Message.NodeSeen said) {
    boolean offers = said.models().stream().anyMatch(each -> each.model().equals(model.id()));
    if (!played.future().isComplete() && offers && said.standing() == Message.Standing.READY) {
      ready.add(node);
    }
  }

  private void ended(TaskId task) {
    if (task.equals(playing)) {
      ended++;
      next();
    }
  }

  private void next() {
    if (ended >= TASKS || played.future().isComplete()) {
      played.tryComplete(ended);
      return;
    }
    Task task = task();
    playing = task.id();
    book.accept(task, picture)
        .onSuccess(kept -> bus.note(new Note.LeadTask(task, 1, 0)))
        .onFailure(notKept -> played.tryComplete(ended));
  }

  private Task task() {
    int replicas = Math.clamp(ready.size(), 1, 3);
    Picture what =
        new Picture(
            Digest.of(picture), picture.size(), Picture.Format.JPEG, SelfTest.SIDE, SelfTest.SIDE);
    return new Task(
        TaskId.of(UUID.randomUUID()),
        SessionId.REHEARSAL,
        bus.self(),
        model.id(),
        model.manifest().kind(),
        what,
        new Terms(replicas, Math.min(2, replicas), MIN_SCORE, 100, PATIENCE_MILLIS),
        clock.millis());
  }
}
