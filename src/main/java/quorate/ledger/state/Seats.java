package quorate.ledger.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import quorate.task.AtMost;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;

/** Who votes on a block: validators in the order of their keys, each with its power. */
public record Seats(@AtMost(SEATS_MAX) List<Seat> seats) {
  public static final int SEATS_MAX = 100;

  /** The most that all seats have together: three times it still fits into a long. */
  public static final long POWER_MAX = 1_000_000_000_000_000L;

  public Seats {
    Check.argument(!seats.isEmpty() && seats.size() <= SEATS_MAX, "1 to 100 validators");
    long total = 0;
    for (int i = 0; i < seats.size(); i++) {
      long power = seats.get(i).power();
      Check.argument(power >= 1 && power <= POWER_MAX, "a seat has power");
      boolean ordered = i == 0 || inOrder(seats.get(i - 1), seats.get(i));
      Check.argument(ordered, "validators in order, each once");
      total += power;
      Check.argument(total <= POWER_MAX, "power of at most " + POWER_MAX);
    }
    seats = List.copyOf(seats);
  }

  /** What a header says of them: SHA-256 of the canonical bytes. */
  public Digest digest() {
    return Digest.of(Codec.encode(Seats.class, this));
  }

  public long power() {
    return seats.stream().mapToLong(Seat::power).sum();
  }

  /** The power of a validator; 0 when it has no seat. */
  public long powerOf(NodeId validator) {
    return seats.stream()
        .filter(seat -> seat.validator().equals(validator))
        .mapToLong(Seat::power)
        .sum();
  }

  /** Whether there are seats left, not too many, and not too much power, after changes. */
  boolean bears(List<Seat> changes) {
    List<Seat> after = changed(changes);
    long total = 0;
    for (Seat seat : after) {
      total = seat.power() > POWER_MAX ? POWER_MAX + 1 : total + seat.power();
      if (total > POWER_MAX) {
        return false;
      }
    }
    return !after.isEmpty() && after.size() <= SEATS_MAX;
  }

  /** The seats after changes that they bear. */
  Seats with(List<Seat> changes) {
    return changes.isEmpty() ? this : new Seats(changed(changes));
  }

  /** How much power changes give and take, together. */
  long moved(List<Seat> changes) {
    return changes.stream()
        .mapToLong(change -> Math.abs(change.power() - powerOf(change.validator())))
        .reduce(0, Math::addExact);
  }

  private List<Seat> changed(List<Seat> changes) {
    Map<NodeId, Seat> byValidator = new TreeMap<>();
    seats.forEach(seat -> byValidator.put(seat.validator(), seat));
    changes.forEach(change -> byValidator.put(change.validator(), change));
    List<Seat> after = new ArrayList<>(byValidator.values());
    after.removeIf(seat -> seat.power() == 0);
    return after;
  }

  private static boolean inOrder(Seat one, Seat other) {
    return one.validator().compareTo(other.validator()) < 0;
  }
}
