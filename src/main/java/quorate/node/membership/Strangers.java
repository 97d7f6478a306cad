package quorate.node.membership;

import java.util.EnumMap;
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
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Map<Rejection, Seen> seen = new EnumMap<>(Rejection.class);

  private static final class Seen {
    final LongAdder all = new LongAdder();
    final LongAdder unsaid = new LongAdder();
    final AtomicLong quietUntil = new AtomicLong(System.nanoTime());
  }

  public Strangers() {
    for (Rejection why : Rejection.values()) {
      seen.put(why, new Seen());
    }
  }

  /**
   * Counts one, and says so.
   *
   * @param door where he knocked: {@code members} or {@code bus}
   * @param from his address
   */
  public void refused(String door, String from, Refusal refusal) {
    Seen of = Objects.requireNonNull(seen.get(refusal.why()));
    of.all.increment();
    of.unsaid.increment();
    long now = System.nanoTime();
    long quiet = of.quietUntil.get();
    if (now - quiet >= 0 && of.quietUntil.compareAndSet(quiet, now + QUIET_NANOS)) {
      String reason = refusal.why().label();
      long tries = of.unsaid.sumThenReset();
      LOG.warn(
          "membership refused from={} door={} reason={} tries={}: {}",
          from,
          door,
          reason,
          tries,
          refusal.words());
    }
  }

  public long of(Rejection why) {
    return Objects.requireNonNull(seen.get(why)).all.sum();
  }
}
