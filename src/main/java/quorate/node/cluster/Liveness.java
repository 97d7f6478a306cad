package quorate.node.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import quorate.node.cluster.Cluster.Leader;

/**
 * Tells whether leaders still work. A leader counts up in the map while it leads; one whose count
 * has stood still for a lease has lost it. Each watcher measures that by its own clock, so that
 * clocks need not agree. Pure; used by one thread at a time.
 */
final class Liveness {
  /** How long a leader's count may stand still. */
  static final long LEASE_MILLIS = 6_000;

  private final Map<Leader, Beat> beats = new HashMap<>(); // at most one a member

  private record Beat(long count, long changedAtMillis) {}

  /**
   * Whether a leader has stood still for too long.
   *
   * @param count as it is in the map now; -1 when there is none
   */
  boolean stopped(Leader leader, long count, long nowMillis) {
    Beat beat = beats.get(leader);
    if (beat == null || beat.count() != count) {
      beats.put(leader, new Beat(count, nowMillis));
      return false;
    }
    return nowMillis - beat.changedAtMillis() >= LEASE_MILLIS;
  }

  /** Forgets who is not watched any more. */
  void keepOnly(Set<Leader> watched) {
    beats.keySet().retainAll(watched);
  }
}
