package quorate.node.cluster;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who calls at a member's doors: some from addresses from which members have come, and strangers,
 * who share one {@link Allowance}. Any thread may ask.
 */
final class Callers {
  /** Of addresses from which members have come; then new ones count as strangers'. */
  private static final int KNOWN_MAX = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Callers.class);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Set<InetAddress> known = ConcurrentHashMap.newKeySet();
  private final Set<InetAddress> waiting = ConcurrentHashMap.newKeySet();
  private final Allowance allowance = new Allowance(System.nanoTime());

  /** Knows the addresses of the members that are configured. */
  static Callers of(List<String> members) {
    Callers callers = new Callers();
    for (String member : members) {
      try {
        String host = member.substring(0, member.lastIndexOf(':'));
        callers.known.addAll(List.of(InetAddress.getAllByName(host)));
      } catch (UnknownHostException unknown) {
        LOG.debug("cluster member={} is unknown", member);
      }
    }
    return callers;
  }

  boolean stranger(InetAddress address) {
    return !known.contains(address);
  }

  /** A member has come from there, or was found there. */
  void knows(InetAddress address) {
    if (known.size() < KNOWN_MAX) {
      known.add(address);
    }
  }

  /**
   * For how many nanoseconds a stranger waits; nothing when he is sent away. One of an address may
   * wait: who has one address only cannot have all the turns, however often he calls.
   */
  synchronized OptionalLong take(InetAddress from) {
    if (waiting.contains(from)) {
      return OptionalLong.empty();
    }
    OptionalLong wait = allowance.take(System.nanoTime());
    if (wait.isPresent() && wait.getAsLong() > 0) {
      waiting.add(from);
    }
    return wait;
  }

  /** His turn has come, or he has gone. */
  void waited(InetAddress from) {
    waiting.remove(from);
  }

  /** What a stranger has cost, who turned out to be a member when it is zero. */
  void settle(long cpuNanos) {
    allowance.settle(cpuNanos);
  }

  /** The processor time of this thread. */
  static long cpuNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }
}
