package quorate.gateway.http;

import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.gateway.ConversationInput.Result;
import quorate.gateway.SessionRecord;
import quorate.gateway.TaskBook.Delivery;
import quorate.gateway.TaskRecord;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;

/**
 * A stream's results as its client reads them. It remembers the stream's tasks under way, so that
 * the book is asked for older ones only; at most {@link #TASKS_MAX}, more are asked for.
 */
final class Results {
  private static final int TASKS_MAX = 4096;

  private final Desk desk;
  private final Map<TaskId, Task> tasks = new LinkedHashMap<>();

  Results(Desk desk) {
    this.desk = desk;
  }

  void remember(Task task) {
    if (tasks.size() < TASKS_MAX) {
      tasks.put(task.id(), task);
    }
  }

  void forget(TaskId task) {
    tasks.remove(task);
  }

  Future<Result> of(Delivery delivery) {
    Task known = tasks.get(delivery.verdict().task());
    Future<Optional<Task>> task =
        known != null
            ? Future.succeededFuture(Optional.of(known))
            : desk.book
                .find(delivery.verdict().task())
                .map(found -> found.map(TaskRecord::task))
                .otherwise(Optional.empty());
    return task.map(
        found -> new Result(delivery.offset(), desk.outcome(delivery.verdict(), found)));
  }

  /** The session's results after an offset, in order; none when its offsets have begun anew. */
  Future<List<Result>> after(SessionRecord session, long offset, int max) {
    return desk.book
        .after(session.id(), offset, max)
        .compose(found -> {
          List<Future<Result>> results =
              found.stream().filter(each -> each.epoch() == session.epoch()).map(this::of).toList();
          return Future.all(results).map(all -> all.<Result>list());
        });
  }

  /** The session's tasks without a verdict. */
  Future<List<Task>> open(SessionId session) {
    return desk.book.unanswered(session, TASKS_MAX);
  }
}
