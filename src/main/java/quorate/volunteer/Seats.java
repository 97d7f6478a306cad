package quorate.volunteer;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import quorate.task.Digest;
import quorate.task.NodeId;

/** The lines of a door: all, those whose key is proved, and how many from where. */
final class Seats {
  private final DoorPolicy policy;
  private final Map<Long, Seat> byLine = new LinkedHashMap<>(); // volunteersMax + unprovedMax
  private final Map<NodeId, Seat> byVolunteer = new HashMap<>(); // volunteersMax
  private final Map<Digest, Integer> calling = new HashMap<>(); // not proved, by block; unprovedMax
  private final Map<Digest, Integer> seated = new HashMap<>(); // likewise; volunteersMax

  Seats(DoorPolicy policy) {
    this.policy = policy;
  }

  /** Why one more line is not taken. */
  Optional<Why> obstacle(AddressBlock block) {
    if (byLine.size() - byVolunteer.size() >= policy.unprovedMax()) {
      return Optional.of(Why.FULL);
    }
    return calling.getOrDefault(block.digest(), 0) < policy.perBlockMax()
        ? Optional.empty()
        : Optional.of(Why.CROWDED);
  }

  /** Whether its block has no place for one more: one that is back takes its own again. */
  boolean crowded(Seat seat, NodeId volunteer) {
    Seat older = byVolunteer.get(volunteer);
    boolean back = older != null && older.block.equals(seat.block);
    return !back && seated.getOrDefault(seat.block.digest(), 0) >= policy.perBlockMax();
  }

  /** Whether there is a place for one more whose key is proved. */
  boolean full() {
    return byVolunteer.size() >= policy.volunteersMax();
  }

  void add(Seat seat) {
    byLine.put(seat.line, seat);
    calling.merge(seat.block.digest(), 1, Integer::sum);
  }

  void prove(Seat seat, NodeId volunteer) {
    less(calling, seat);
    seated.merge(seat.block.digest(), 1, Integer::sum);
    byVolunteer.put(volunteer, seat);
  }

  /** Forgets a line. */
  void remove(Seat seat) {
    if (byLine.remove(seat.line, seat)) {
      less(seat.proved() ? seated : calling, seat);
      seat.volunteer().ifPresent(volunteer -> byVolunteer.remove(volunteer, seat));
    }
  }

  private static void less(Map<Digest, Integer> counts, Seat seat) {
    counts.computeIfPresent(seat.block.digest(), (block, n) -> n == 1 ? null : n - 1);
  }

  @Nullable Seat of(long line) {
    return byLine.get(line);
  }

  @Nullable Seat of(NodeId volunteer) {
    return byVolunteer.get(volunteer);
  }

  Collection<Seat> all() {
    return byLine.values();
  }

  int volunteers() {
    return byVolunteer.size();
  }

  int lines() {
    return byLine.size();
  }
}
