package quorate.volunteer;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The clock of this room: the machine's, but nobody puts it back, which would stop every timer for
 * as long. It goes on at its pace then. What is put forward, or slept through, has passed.
 */
final class Steady {
  private static final long NANOS = 1_000_000;
  private static final Steady CLOCK = new Steady(System::currentTimeMillis, System::nanoTime);

  private final LongSupplier wallMillis;
  private final LongSupplier nanos;
  private final AtomicLong beganAtMillis = new AtomicLong(Long.MIN_VALUE);

  /**
   * A clock.
   *
   * @param wallMillis what the machine says, as milliseconds since the epoch of Unix
   * @param nanos what has passed since some moment, whatever the machine says
   */
  Steady(LongSupplier wallMillis, LongSupplier nanos) {
    this.wallMillis = wallMillis;
    this.nanos = nanos;
  }

  /** Now, in milliseconds since the epoch of Unix; any thread may ask. */
  static long now() {
    return CLOCK.millis();
  }

  long millis() {
    long passed = nanos.getAsLong() / NANOS;
    return beganAtMillis.accumulateAndGet(wallMillis.getAsLong() - passed, Math::max) + passed;
  }
}
