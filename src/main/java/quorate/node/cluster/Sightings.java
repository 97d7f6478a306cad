package quorate.node.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quorate.node.cluster.Cluster.Leader;
import quorate.task.TaskId;

/**
 * By whom open tasks were led when they were last looked at, so that they need not be fetched again
 * at once. Leaders change by a claim only, and only the owner of a task's partition claims: what
 * was seen is out of date at most after a partition has moved. Pure; used by one thread at a time.
 */
final class Sightings {
  /** After how long a task is looked at again in any case. */
  static final long FRESH_MILLIS = 10_000;

  /** How long after its time an open task is taken from a leader that does not end it. */
  static final long OVERDUE_MILLIS = 30_000;

  private final Map<TaskId, Seen> seen = new HashMap<>(); // at most one an open task of this node

  private record Seen(Leader leader, long seenMillis, long overdueMillis) {}

  /**
   * A task is open, and led.
   *
   * @param patienceMillis how long its client gives it, which begins here when it is first seen:
   *     the clock of the gateway that has accepted it need not agree with this node's
   */
  void saw(TaskId task, Leader leader, long nowMillis, long patienceMillis) {
    long overdueMillis = nowMillis + patienceMillis + OVERDUE_MILLIS;
    seen.merge(
        task,
        new Seen(leader, nowMillis, overdueMillis),
        (first, now) -> new Seen(leader, nowMillis, first.overdueMillis));
  }

  boolean overdue(TaskId task, long nowMillis) {
    Seen last = seen.get(task);
    return last != null && last.overdueMillis <= nowMillis;
  }

  /** The leader, when it was seen a short time ago and the task is not overdue. */
  Optional<Leader> of(TaskId task, long nowMillis) {
    return Optional.ofNullable(seen.get(task))
        .filter(each -> nowMillis < Math.min(each.seenMillis + FRESH_MILLIS, each.overdueMillis))
        .map(Seen::leader);
  }

  Set<Leader> leaders() {
    Set<Leader> leaders = new HashSet<>();
    seen.values().forEach(each -> leaders.add(each.leader()));
    return leaders;
  }

  void keepOnly(Set<TaskId> open) {
    seen.keySet().retainAll(open);
  }
}
