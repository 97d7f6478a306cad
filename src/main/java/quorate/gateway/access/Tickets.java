package quorate.gateway.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import quorate.task.Digest;

/**
 * Tickets by which a page opens a stream, since it cannot send a header: each works once, within 30
 * seconds, at the gateway that gave it. At most {@link #TICKETS_MAX}; when they are all out, none
 * is given.
 */
public final class Tickets {
  public static final int TICKETS_MAX = 10_000;
  public static final long LIFE_MILLIS = 30_000;

  private final Map<Digest, Ticket> tickets = new LinkedHashMap<>(); // the oldest first

  private record Ticket(Digest owner, long untilMillis) {}

  /** Remembers a ticket; false when there are too many. */
  public synchronized boolean give(String ticket, Digest owner, long nowMillis) {
    tickets.values().removeIf(each -> each.untilMillis <= nowMillis);
    if (tickets.size() >= TICKETS_MAX) {
      return false;
    }
    tickets.put(ApiKeys.digest(ticket), new Ticket(owner, nowMillis + LIFE_MILLIS));
    return true;
  }

  /** Whose ticket it is; it is used up. */
  public synchronized Optional<Digest> redeem(String ticket, long nowMillis) {
    Ticket found = tickets.remove(ApiKeys.digest(ticket));
    return found != null && nowMillis < found.untilMillis
        ? Optional.of(found.owner)
        : Optional.empty();
  }
}
