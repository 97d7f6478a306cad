package quorate.node.cluster;

import java.util.concurrent.TimeUnit;

/**
 * How many connections of strangers a node takes in, at both of its doors together: to take one in
 * and to hang up costs a fifth of a millisecond, whatever he is. Beyond that a door takes in nobody
 * for a moment: who comes meanwhile waits in the system's queue, or is dropped there for nothing.
 *
 * <p>The generic cell rate algorithm (ITU-T I.371, annex A), whose cells are connections; but who
 * has to wait waits for a whole batch, which wakes the door once and not for each.
 */
final class Pace {
  static final int PER_SECOND = 100;

  /** So many come at once without a pause: all of a network that starts. */
  static final int BURST = 50;

  static final int BATCH = 10;

  private static final long EACH_NANOS = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

  private long spentUntilNanos;

  Pace(long nowNanos) {
    spentUntilNanos = nowNanos - BURST * EACH_NANOS;
  }

  /** One was taken in; for how many nanoseconds to take in nobody. */
  synchronized long tookIn(long nowNanos) {
    long earliest = nowNanos - BURST * EACH_NANOS;
    spentUntilNanos = Math.max(spentUntilNanos - earliest, 0) + earliest + EACH_NANOS;
    long ahead = spentUntilNanos - nowNanos;
    return ahead <= 0 ? 0 : ahead + (BATCH - 1) * EACH_NANOS;
  }
}
