package quorate.node.cluster;

import com.hazelcast.internal.util.Clock;
import com.hazelcast.internal.util.ClockProperties;
import java.util.concurrent.atomic.AtomicBoolean;
import quorate.node.SlewedClock;

/**
 * What Hazelcast takes for the time. With the machine's own clock, one that is set by more than
 * {@code cluster.silence} on the oldest member moves the time of all: each of the others then takes
 * each for silent and hangs up, what was under way on those lines is never answered, and how long
 * an answer is waited for is reckoned by both clocks at once (Invocation.detectTimeout of 5.6), so
 * that nobody is told for as long as the clock was set. This one is a tenth too fast or too slow
 * meanwhile, which heartbeats do not notice: they are ignored when half of the silence old.
 */
public final class HazelcastClock extends Clock.ClockImpl {
  private static final int PARTS = 10;
  private static final SlewedClock SLEWED =
      new SlewedClock(System::currentTimeMillis, System::nanoTime, PARTS, PARTS);

  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  /** For Hazelcast. */
  public HazelcastClock() {
    TAKEN.set(true);
  }

  /** Sets, once for the process and before Hazelcast first asks, that it asks here. */
  static void set() {
    System.setProperty(ClockProperties.HAZELCAST_CLOCK_IMPL, HazelcastClock.class.getName());
  }

  /** Whether Hazelcast asks here: it decides once, when it first wants to know the time. */
  static boolean isTaken() {
    return TAKEN.get();
  }

  @Override
  protected long currentTimeMillis() {
    return SLEWED.getAsLong();
  }
}
