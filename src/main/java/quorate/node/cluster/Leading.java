package quorate.node.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import quorate.task.Bytes;
import quorate.task.Picture;
import quorate.task.TaskId;

/**
 * The tasks that this node leads, with the pictures of those it accepted: fetching one's own from
 * the cluster would be waste. Bounded by the limit of open tasks. Used by all threads.
 */
final class Leading {
  private final int max;
  private final Map<TaskId, Led> tasks = new ConcurrentHashMap<>();

  Leading(int max) {
    this.max = max;
  }

  /**
   * A task that this node leads.
   *
   * @param bytes the picture's, when this node has them at hand
   */
  record Led(long epoch, Picture picture, Optional<Bytes> bytes, long sinceMillis) {}

  boolean full() {
    return tasks.size() >= max;
  }

  int size() {
    return tasks.size();
  }

  void add(TaskId task, Led led) {
    tasks.put(task, led);
  }

  Optional<Led> remove(TaskId task) {
    return Optional.ofNullable(tasks.remove(task));
  }

  Optional<Led> find(TaskId task) {
    return Optional.ofNullable(tasks.get(task));
  }

  /** Some of the tasks led since before {@code millis}. */
  List<TaskId> since(long millis, int max) {
    return tasks.entrySet().stream()
        .filter(each -> each.getValue().sinceMillis() < millis)
        .limit(max)
        .map(Map.Entry::getKey)
        .toList();
  }
}
