package quorate.node.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.gateway.SessionRecord;
import quorate.task.SessionId;

/**
 * The sessions whose clients are connected here, and how far each was served: so that every result
 * is handed on once and in the order of the offsets, whether its hint comes early, twice or never.
 * Pure; used by one thread.
 */
final class Held {
  /** The most sessions; the one held for longest goes, and its results wait until it resumes. */
  static final int SESSIONS_MAX = 100_000;

  private final Map<SessionId, Spot> spots = new LinkedHashMap<>();
  private int turn;

  private record Spot(long epoch, long last) {}

  /** What to do about a result. */
  enum Next {
    DELIVER,
    /** Earlier ones are missing, or the offsets have begun anew: ask the map. */
    FETCH,
    IGNORE
  }

  /** Held here from now on: what is in it already is fetched by its gateway. */
  void hold(SessionRecord session) {
    spots.remove(session.id());
    spots.put(session.id(), new Spot(session.epoch(), session.nextOffset() - 1));
    if (spots.size() > SESSIONS_MAX) {
      spots.remove(spots.keySet().iterator().next());
    }
  }

  void drop(SessionId session) {
    spots.remove(session);
  }

  /** A result with its offset; when it is to be delivered it counts as served. */
  Next served(SessionId session, long epoch, long offset) {
    Spot spot = spots.get(session);
    if (spot == null || epoch < spot.epoch() || (epoch == spot.epoch() && offset <= spot.last())) {
      return Next.IGNORE;
    }
    if (epoch > spot.epoch() || offset > spot.last() + 1) {
      return Next.FETCH;
    }
    spots.put(session, new Spot(epoch, offset));
    return Next.DELIVER;
  }

  /** After which offset to fetch from a session as it is; empty when there is nothing new. */
  Optional<Long> behind(SessionRecord now) {
    Spot spot = spots.get(now.id());
    if (spot == null) {
      return Optional.empty();
    }
    if (spot.epoch() != now.epoch()) {
      spots.put(now.id(), new Spot(now.epoch(), 0));
      return now.nextOffset() > 1 ? Optional.of(0L) : Optional.empty();
    }
    return now.nextOffset() - 1 > spot.last() ? Optional.of(spot.last()) : Optional.empty();
  }

  /** Some sessions to look after now: all in turn, {@code max} at a time. */
  List<SessionId> some(int max) {
    List<SessionId> all = new ArrayList<>(spots.keySet());
    List<SessionId> some = new ArrayList<>();
    for (int i = 0; i < Math.min(max, all.size()); i++) {
      some.add(all.get((turn + i) % all.size()));
    }
    turn = all.isEmpty() ? 0 : (turn + some.size()) % all.size();
    return some;
  }
}
