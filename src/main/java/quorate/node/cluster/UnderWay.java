package quorate.node.cluster;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Connections that hold something scarce while they are no member's yet. Only {@link
 * #STRANGERS_MAX} of strangers may, and some of one address. When one more comes the oldest is hung
 * up on: what members do takes some ten milliseconds, so that whoever is silent or slow gives way
 * to who is not. Any thread may call.
 */
final class UnderWay {
  private static final int STRANGERS_MAX = 16;

  /** Of strangers at one address, who could otherwise crowd out all others. */
  private static final int STRANGER_MAX = 8;

  private final int addressMax;
  private final Set<Caller> callers = new LinkedHashSet<>(); // the oldest first

  /**
   * None yet.
   *
   * @param addressMax how many of an address that is known may be under way
   */
  UnderWay(int addressMax) {
    this.addressMax = addressMax;
  }

  /** One connection; each is itself only. */
  static final class Caller {
    private final InetAddress address;
    private final boolean stranger;
    private final Runnable hangUp;

    Caller(InetAddress address, boolean stranger, Runnable hangUp) {
      this.address = address;
      this.stranger = stranger;
      this.hangUp = hangUp;
    }

    InetAddress address() {
      return address;
    }

    /** Whether no member has come from there. */
    boolean stranger() {
      return stranger;
    }

    void hangUp() {
      hangUp.run();
    }
  }

  void enter(Caller caller) {
    int max = caller.stranger ? STRANGER_MAX : addressMax;
    List<Caller> slowest = new ArrayList<>();
    synchronized (callers) {
      callers.add(caller);
      displace(max, each -> each.address.equals(caller.address), slowest);
      displace(STRANGERS_MAX, Caller::stranger, slowest);
    }
    slowest.forEach(Caller::hangUp);
  }

  void leave(Caller caller) {
    synchronized (callers) {
      callers.remove(caller);
    }
  }

  /** Takes the oldest of those out, when there are more than may be. */
  private void displace(int max, Predicate<Caller> those, List<Caller> slowest) {
    List<Caller> all = callers.stream().filter(those).toList();
    if (all.size() > max) {
      callers.remove(all.get(0));
      slowest.add(all.get(0));
    }
  }
}
