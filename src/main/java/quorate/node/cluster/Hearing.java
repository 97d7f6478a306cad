package quorate.node.cluster;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which strangers are heard at a door, and which are hung up on unheard: to hear one and to hang up
 * takes a third of a millisecond. So many a second in all, and fewer of one address, who could
 * otherwise keep all others out. Any thread may ask.
 */
final class Hearing {
  private static final int PER_SECOND = 60;
  static final int BURST = 30;

  private static final int ADDRESS_PER_SECOND = 10;
  static final int ADDRESS_BURST = 10;

  /** Of addresses that came last; who has more is held to what all may. */
  private static final int ADDRESSES_MAX = 1_000;

  private final Pace all;
  private final Map<InetAddress, Pace> each =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Pace> eldest) {
          return size() > ADDRESSES_MAX;
        }
      };

  Hearing(long nowNanos) {
    all = new Pace(PER_SECOND, BURST, nowNanos);
  }

  synchronized boolean take(InetAddress from, long nowNanos) {
    return each.computeIfAbsent(from, one -> new Pace(ADDRESS_PER_SECOND, ADDRESS_BURST, nowNanos))
            .take(nowNanos)
        && all.take(nowNanos);
  }
}
