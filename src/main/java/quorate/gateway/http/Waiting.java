package quorate.gateway.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import quorate.task.TaskId;

/**
 * Who waits for a verdict by REST: at most {@link #TASKS_MAX} tasks; who comes later is not nudged,
 * and looks by itself. Any context may call.
 */
final class Waiting {
  private static final int TASKS_MAX = 10_000;

  private final Map<TaskId, CopyOnWriteArrayList<Runnable>> nudges = new ConcurrentHashMap<>();

  void add(TaskId task, Runnable nudge) {
    if (nudges.size() < TASKS_MAX) {
      nudges.computeIfAbsent(task, any -> new CopyOnWriteArrayList<>()).add(nudge);
    }
  }

  void remove(TaskId task, Runnable nudge) {
    nudges.computeIfPresent(
        task,
        (id, all) -> {
          all.remove(nudge);
          return all.isEmpty() ? null : all;
        });
  }

  void nudge(TaskId task) {
    CopyOnWriteArrayList<Runnable> all = nudges.get(task);
    if (all != null) {
      all.forEach(Runnable::run);
    }
  }
}
