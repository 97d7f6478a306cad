package quorate.node.membership;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.node.membership.Rejection.Refusal;

/**
 * How often each reason kept somebody out. Any thread may count.
 *
 * <p>The log names the first of each reason, and then one every ten seconds with how many there
 * were: strangers cannot fill a disk.
 */
public final class Strangers {
  private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);

  /** The two ports of a member. */
  public static final String MEMBERS = "members";

  public static final String BUS = "bus";
  public static final List<String> DOORS = List.of(MEMBERS, BUS);

  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Map<Rejection, Seen> seen = new EnumMap<>(Rejection.class);
  private final Map<String, Seen> paused = new HashMap<>(); // by door, and never changed

  private static final class Seen {
    final LongAdder all = new LongAdder();
    final LongAdder unsaid = new LongAdder();
    final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

    /** Counts one; how many are to be told of, or zero. */
    long count() {
      all.increment();
      unsaid.increment();
      long now = System.nanoTime();
      long quiet = quietUntil.get();
      return now - quiet >= 0 && quietUntil.compareAndSet(quiet, now + QUIET_NANOS)
          ? unsaid.sumThenReset()
          : 0;
    }
  }

  public Strangers() {
    for (Rejection why : Rejection.values()) {
      seen.put(why, new Seen());
    }
    DOORS.forEach(door -> paused.put(door, new Seen()));
  }

  /**
   * Counts one, and says so.
   *
   * @param door where he knocked, of {@link #DOORS}
   * @param from his address
   */
  public void refused(String door, String from, Refusal refusal) {
    long tries = Objects.requireNonNull(seen.get(refusal.why())).count();
    if (tries > 0) {
      String reason = refusal.why().label();
      LOG.warn(
          "membership refused from={} door={} reason={} tries={}: {}",
          from,
          door,
          reason,
          tries,
          refusal.words());
    }
  }

  /**
   * Counts a moment for which a door accepts nobody, since strangers come too fast.
   *
   * @param door of {@link #DOORS}
   */
  public void paused(String door) {
    long pauses = Objects.requireNonNull(paused.get(door)).count();
    if (pauses > 0) {
      LOG.warn("membership paused door={} pauses={}: more strangers wait outside", door, pauses);
    }
  }

  public long pauses(String door) {
    return Objects.requireNonNull(paused.get(door)).all.sum();
  }

  public long of(Rejection why) {
    return Objects.requireNonNull(seen.get(why)).all.sum();
  }
}
