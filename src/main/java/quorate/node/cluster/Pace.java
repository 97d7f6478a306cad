package quorate.node.cluster;

import java.util.concurrent.TimeUnit;

/**
 * How many connections a second: the generic cell rate algorithm (ITU-T I.371, annex A), whose
 * cells are connections. Any thread may ask.
 */
final class Pace {
  private final long eachNanos;
  private final long burstNanos;
  private long spentUntilNanos;

  /**
   * A pace.
   *
   * @param perSecond how many, in the long run
   * @param burst how many at once
   */
  Pace(int perSecond, int burst, long nowNanos) {
    this.eachNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.burstNanos = burst * eachNanos;
    this.spentUntilNanos = nowNanos - burstNanos;
  }

  /** Whether one more may be; who may not is not counted. */
  synchronized boolean take(long nowNanos) {
    long next = next(nowNanos);
    boolean room = next - nowNanos <= 0;
    if (room) {
      spentUntilNanos = next;
    }
    return room;
  }

  /**
   * One was accepted; for how many nanoseconds to accept nobody. The pause lets a whole batch come,
   * so that the door wakes once and not for each.
   */
  synchronized long accepted(long nowNanos, int batch) {
    spentUntilNanos = next(nowNanos);
    long ahead = spentUntilNanos - nowNanos;
    return ahead <= 0 ? 0 : ahead + (batch - 1) * eachNanos;
  }

  private long next(long nowNanos) {
    long earliest = nowNanos - burstNanos;
    return Math.max(spentUntilNanos - earliest, 0) + earliest + eachNanos;
  }
}
