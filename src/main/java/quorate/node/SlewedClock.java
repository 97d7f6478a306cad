package quorate.node;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import quorate.task.Check;

/**
 * The wall clock as what waits can bear it: it never goes back and never stands still, whatever the
 * machine's clock is set to. A clock that was set is followed by slewing, as adjtime(3) does: it
 * goes faster while the machine's is ahead, and slower while that is behind. One that is ahead by
 * more than five minutes, as after a machine's sleep, is followed at once; after a shorter sleep it
 * lags for as long as slewing takes. May be asked by several threads.
 */
public final class SlewedClock implements LongSupplier {
  static final long LEAP_MILLIS = 300_000;

  private final LongSupplier wallMillis;
  private final LongSupplier steadyNanos;
  private final int aheadParts;
  private final int behindParts;
  private long atNanos;
  private long nowNanos;

  /**
   * Begins at what the wall clock shows. Follows it at double speed while it is ahead, and at half
   * speed while it is behind.
   *
   * @param wallMillis milliseconds since 1970, which may jump
   * @param steadyNanos nanoseconds since any time, which do not
   */
  public SlewedClock(LongSupplier wallMillis, LongSupplier steadyNanos) {
    this(wallMillis, steadyNanos, 1, 2);
  }

  /**
   * The same with other speeds.
   *
   * @param aheadParts while the wall clock is ahead, this one goes faster by one part of so many: 1
   *     or more
   * @param behindParts while it is behind, slower by one part of so many: 2 or more
   */
  public SlewedClock(
      LongSupplier wallMillis, LongSupplier steadyNanos, int aheadParts, int behindParts) {
    Check.argument(aheadParts >= 1 && behindParts >= 2, "it goes on, at double speed at most");
    this.wallMillis = wallMillis;
    this.steadyNanos = steadyNanos;
    this.aheadParts = aheadParts;
    this.behindParts = behindParts;
    this.atNanos = steadyNanos.getAsLong();
    this.nowNanos = TimeUnit.MILLISECONDS.toNanos(wallMillis.getAsLong());
  }

  /** Milliseconds since 1970. */
  @Override
  public synchronized long getAsLong() {
    long at = steadyNanos.getAsLong();
    long passed = Math.max(0, at - atNanos);
    atNanos = at;
    long wall = TimeUnit.MILLISECONDS.toNanos(wallMillis.getAsLong());
    long ahead = wall - nowNanos - passed;
    nowNanos =
        ahead > TimeUnit.MILLISECONDS.toNanos(LEAP_MILLIS)
            ? wall
            : nowNanos + passed + Math.clamp(ahead, -passed / behindParts, passed / aheadParts);
    return TimeUnit.NANOSECONDS.toMillis(nowNanos);
  }
}
