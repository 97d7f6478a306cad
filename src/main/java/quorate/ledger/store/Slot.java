package quorate.ledger.store;

import java.util.Comparator;
import quorate.task.Check;

/**
 * Where in the protocol something is signed; a validator signs one thing in each.
 *
 * @param height at least 1
 * @param round at least 0
 */
public record Slot(long height, int round, Step step) implements Comparable<Slot> {
  private static final Comparator<Slot> ORDER =
      Comparator.comparingLong(Slot::height)
          .thenComparingInt(Slot::round)
          .thenComparing(Slot::step);

  /** The steps of a round, in their order; part of what is on the disk. */
  public enum Step {
    PROPOSAL,
    PREVOTE,
    PRECOMMIT
  }

  public Slot {
    Check.argument(height >= 1 && round >= 0, "a height from 1 and a round from 0");
  }

  @Override
  public int compareTo(Slot other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return height + "/" + round + "/" + step;
  }
}
