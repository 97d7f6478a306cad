package quorate.gateway.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;
import java.util.Optional;
import quorate.gateway.TaskRecord;
import quorate.task.TaskId;

/** Waits for a task's verdict: looks when it is nudged, and now and then in any case. */
final class Verdicts {
  private static final long LOOK_MILLIS = 250;
  private static final long LOOK_SOON_MILLIS = 4;

  private final Desk desk;
  private final Waiting waiting;

  Verdicts(Desk desk, Waiting waiting) {
    this.desk = desk;
    this.waiting = waiting;
  }

  /** The task, as soon as it has a verdict, or as it is when the time is over. */
  Future<Optional<TaskRecord>> within(TaskId task, long waitMillis) {
    if (waitMillis == 0) {
      return desk.book.find(task);
    }
    Wait wait = new Wait(task, desk.now() + waitMillis);
    waiting.add(task, wait);
    wait.look();
    return wait.done.future().onComplete(done -> waiting.remove(task, wait));
  }

  private final class Wait implements Runnable {
    private final TaskId task;
    private final long untilMillis;
    private final Context context = Objects.requireNonNull(desk.vertx.getOrCreateContext());
    private final Promise<Optional<TaskRecord>> done = Promise.promise();
    private long pauseMillis = LOOK_MILLIS;
    private long timer = -1;

    Wait(TaskId task, long untilMillis) {
      this.task = task;
      this.untilMillis = untilMillis;
    }

    /** A verdict is near: it is in the book in a moment. */
    @Override
    public void run() {
      context.runOnContext(any -> {
        pauseMillis = LOOK_SOON_MILLIS;
        look();
      });
    }

    private void look() {
      desk.vertx.cancelTimer(timer);
      desk.book.find(task).onSuccess(this::seen).onFailure(done::tryFail);
    }

    private void seen(Optional<TaskRecord> found) {
      boolean decided = found.filter(TaskRecord::open).isEmpty();
      if (decided || desk.now() >= untilMillis) {
        done.tryComplete(found);
      } else if (!done.future().isComplete()) {
        desk.vertx.cancelTimer(timer);
        timer = desk.vertx.setTimer(pauseMillis, any -> look());
        pauseMillis = Math.min(pauseMillis * 2, LOOK_MILLIS);
      }
    }
  }
}
