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

  private final Map<TaskId, Seen> seen = new HashMap<>(); // at most one an open task of this node

  private record Seen(Leader leader, long untilMillis) {}

  void saw(TaskId task, Leader leader, long nowMillis, long overdueAtMillis) {
    seen.put(task, new Seen(leader, Math.min(nowMillis + FRESH_MILLIS, overdueAtMillis)));
  }

  /** The leader, when it was seen a short time ago and the task is not overdue. */
  Optional<Leader> of(TaskId task, long nowMillis) {
    return Optional.ofNullable(seen.get(task))
        .filter(each -> nowMillis < each.untilMillis())
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
