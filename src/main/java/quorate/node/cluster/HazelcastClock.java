package quorate.node.cluster;

import com.hazelcast.internal.util.Clock;
import com.hazelcast.internal.util.ClockProperties;
import quorate.task.SlewedClock;

/**
 * What Hazelcast takes for the time. With the machine's own clock, one that is set by more than
 * {@code cluster.silence} on the oldest member moves the time of all: each of the others then takes
 * each for silent and hangs up, what was under way on those lines is never answered, and how long
 * an answer is waited for is reckoned by both clocks at once (Invocation.detectTimeout of 5.6), so
 * that nobody is told for as long as the clock was set.
 */
public final class HazelcastClock extends Clock.ClockImpl {
  private static final SlewedClock SLEWED =
      new SlewedClock(System::currentTimeMillis, System::nanoTime);

  /** Sets, once for the process and before Hazelcast first asks, that it asks here. */
  static void set() {
    System.setProperty(ClockProperties.HAZELCAST_CLOCK_IMPL, HazelcastClock.class.getName());
  }

  @Override
  protected long currentTimeMillis() {
    return SLEWED.getAsLong();
  }
}
