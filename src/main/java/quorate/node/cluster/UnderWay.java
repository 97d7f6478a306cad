package quorate.node.cluster;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Connections that hold something scarce while they are no member's yet. Only {@link
 * #STRANGERS_MAX} of strangers may, and some of one address. When one more comes the oldest is hung
 * up on: what members do takes some ten milliseconds, so that whoever is silent or slow gives way
 * to who is not. Any thread may call.
 */
final class UnderWay {
  static final int STRANGERS_MAX = 16;

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
    List<Caller> slowest = new ArrayList<>();
    synchronized (callers) {
      callers.add(caller);
      oldest(
              caller.stranger ? STRANGER_MAX : addressMax,
              each -> each.address.equals(caller.address))
          .ifPresent(slowest::add);
      oldest(STRANGERS_MAX, Caller::stranger).ifPresent(slowest::add);
      slowest.forEach(callers::remove);
    }
    slowest.forEach(Caller::hangUp);
  }

  void leave(Caller caller) {
    synchronized (callers) {
      callers.remove(caller);
    }
  }

  /** The oldest of those, when there are more than may be. */
  private Optional<Caller> oldest(int max, Predicate<Caller> those) {
    Optional<Caller> oldest = Optional.empty();
    int count = 0;
    for (Caller each : callers) {
      if (those.test(each)) {
        oldest = oldest.isEmpty() ? Optional.of(each) : oldest;
        count++;
      }
    }
    return count > max ? oldest : Optional.empty();
  }
}
