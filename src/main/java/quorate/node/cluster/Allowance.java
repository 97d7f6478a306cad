package quorate.node.cluster;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * How much processor time strangers may take with handshakes that end in a refusal: {@link #SHARE}
 * of one processor, whatever their number (a token bucket, whose tokens are nanoseconds). Each
 * takes an estimate before it begins, waits until that has been earned, and settles afterwards.
 */
final class Allowance {
  /** What they cost with accepting and hanging up is measured in docs/security.md. */
  static final double SHARE = 0.01;

  static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(12);
  static final long ESTIMATE_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

  /** What one counts at most: the first ones of a process take a hundred times as long. */
  static final long COST_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(6);

  /** Who would have to wait longer is sent away; so not more wait than are earned meanwhile. */
  static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

  private long tokens = BURST_NANOS;
  private long atNanos;

  Allowance(long nowNanos) {
    atNanos = nowNanos;
  }

  /** Takes the estimate; for how many nanoseconds to wait, or nothing when there are too many. */
  synchronized OptionalLong take(long nowNanos) {
    long earned = (long) (Math.max(0, nowNanos - atNanos) * SHARE);
    tokens = Math.min(BURST_NANOS, tokens + earned);
    atNanos = Math.max(nowNanos, atNanos);
    long wait = (long) (Math.max(0, ESTIMATE_NANOS - tokens) / SHARE);
    if (wait > WAIT_NANOS_MAX) {
      return OptionalLong.empty();
    }
    tokens -= ESTIMATE_NANOS;
    return OptionalLong.of(wait);
  }

  /** A handshake has ended; one that let a member in cost nothing. */
  synchronized void settle(long costNanos) {
    tokens += ESTIMATE_NANOS - Math.clamp(costNanos, 0, COST_NANOS_MAX);
  }
}
