package quorate.node.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import quorate.gateway.SessionRecord;
import quorate.gateway.SessionRecord.Unacked;
import quorate.gateway.TaskBook.Delivery;
import quorate.task.SessionId;
import quorate.task.TaskId;

/**
 * The sessions whose clients are connected here, and how far each was served: so that every result
 * is handed on once and in the order of the offsets, whether its hint comes early, twice or never.
 * Pure; used by one thread.
 */
final class Held {
  /** The most sessions; the one held for longest goes, and its results wait until it resumes. */
  static final int SESSIONS_MAX = 100_000;

  /** The most results of a session that wait for an earlier one; the map has the others. */
  static final int EARLY_MAX = 256;

  /** Of a session; its gateway gives no credit that would lead to as many. */
  private static final int GIVEN_MAX = 2 * SessionRecord.UNACKED_MAX;

  private final Map<SessionId, Spot> spots = new LinkedHashMap<>();
  private final Turn turn = new Turn();
  private long holds;

  /** How far a session was served, and what came before its turn. */
  private static final class Spot {
    private final long hold;
    private final long epoch;
    private final long fence;
    private long last;
    private final Map<Long, Delivery> early = new HashMap<>(); // at most EARLY_MAX
    private final NavigableMap<Long, TaskId> given = new TreeMap<>(); // at most GIVEN_MAX

    Spot(long hold, SessionRecord session) {
      this.hold = hold;
      this.epoch = session.epoch();
      this.fence = session.fence();
      this.last = session.nextOffset() - 1;
    }
  }

  /**
   * What to do about a result.
   *
   * @param now what is delivered now, in this order
   * @param missing whether earlier ones are missing, or the offsets have begun anew: if they do not
   *     come soon, the map is asked
   */
  record Next(List<Delivery> now, boolean missing) {}

  /**
   * Held here from now on: what is in it already is fetched by its gateway.
   *
   * @param given what its client may have already, by another connection
   */
  void hold(SessionRecord session, List<Unacked> given) {
    spots.remove(session.id());
    spots.put(session.id(), new Spot(++holds, session));
    given.forEach(each -> gave(session.id(), session.epoch(), each.offset(), each.task()));
    if (spots.size() > SESSIONS_MAX) {
      spots.remove(spots.keySet().iterator().next());
    }
  }

  /** Tells one holding of a session from the next; 0 when it is not held. */
  long hold(SessionId session) {
    Spot spot = spots.get(session);
    return spot == null ? 0 : spot.hold;
  }

  /** Whether a hint may be of use: it is of a session that is held, and not served yet. */
  boolean isNew(SessionId session, long epoch, long offset) {
    Spot spot = spots.get(session);
    return spot != null && (epoch > spot.epoch || (epoch == spot.epoch && offset > spot.last));
  }

  /** Whether a session's offsets have begun anew: its client has to resume. */
  boolean isAnew(SessionRecord now) {
    Spot spot = spots.get(now.id());
    return spot != null && spot.epoch != now.epoch();
  }

  /**
   * Whether another gateway has a session without having taken it over from here: halves of a
   * cluster have met, and the record of the other one won.
   */
  boolean isOverruled(SessionRecord now) {
    Spot spot = spots.get(now.id());
    return spot != null && (now.epoch() != spot.epoch || now.fence() <= spot.fence);
  }

  void drop(SessionId session) {
    spots.remove(session);
  }

  /** A result went out to the client. */
  void gave(SessionId session, long epoch, long offset, TaskId task) {
    Spot spot = spots.get(session);
    if (spot != null && spot.epoch == epoch) {
      spot.given.put(offset, task);
      if (spot.given.size() > GIVEN_MAX) {
        spot.given.pollFirstEntry();
      }
    }
  }

  /**
   * What a client has that acknowledges up to an offset; empty when that is not known here. What
   * its session has at these offsets may be other results, for a while: when halves of a cluster
   * meet, the other half's record is seen until this half's is merged into it. To take those for
   * told would lose them.
   */
  Optional<List<TaskId>> told(SessionId session, long epoch, long offset) {
    return Optional.ofNullable(spots.get(session))
        .filter(spot -> spot.epoch == epoch)
        .map(spot -> List.copyOf(spot.given.headMap(offset, true).values()));
  }

  /** These are marked as told; others may yet be unknown here, and are told by the next one. */
  void acknowledged(SessionId session, Set<TaskId> tasks) {
    Spot spot = spots.get(session);
    if (spot != null) {
      spot.given.values().removeAll(tasks);
    }
  }

  /** A result with its offset; what is to be delivered counts as served. */
  Next served(Delivery result) {
    Spot spot = spots.get(result.session());
    if (spot == null
        || result.epoch() < spot.epoch
        || (result.epoch() == spot.epoch && result.offset() <= spot.last)) {
      return new Next(List.of(), false);
    }
    if (result.epoch() > spot.epoch) {
      return new Next(List.of(), true);
    }
    if (result.offset() > spot.last + 1) {
      if (spot.early.size() < EARLY_MAX) {
        spot.early.put(result.offset(), result);
      }
      return new Next(List.of(), true);
    }
    List<Delivery> now = new ArrayList<>();
    for (Delivery each = result; each != null; each = spot.early.remove(spot.last + 1)) {
      now.add(each);
      spot.last = each.offset();
      gave(each.session(), each.epoch(), each.offset(), each.verdict().task());
    }
    spot.early.keySet().removeIf(offset -> offset <= spot.last);
    return new Next(now, !spot.early.isEmpty());
  }

  /** After which offset to fetch from a session as it is; empty when there is nothing new. */
  Optional<Long> behind(SessionRecord now) {
    Spot spot = spots.get(now.id());
    if (spot == null) {
      return Optional.empty();
    }
    return now.nextOffset() - 1 > spot.last ? Optional.of(spot.last) : Optional.empty();
  }

  /** Some sessions to look after now: all in turn, {@code max} at a time. */
  List<SessionId> some(int max) {
    return turn.some(spots.keySet(), max);
  }
}
