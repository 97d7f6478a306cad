package quorate.trust;

import java.util.List;
import quorate.task.AtMost;
import quorate.task.Check;
import quorate.task.NodeId;

/**
 * What a view of trust keeps over a restart.
 *
 * @param self whose view it is
 * @param owed of the {@link Alarm}, in millionths of an answer
 * @param named leaders whose word does not count
 */
public record Remembered(
    NodeId self,
    long owed,
    @AtMost(1024) List<NodeId> named,
    @AtMost(1_000_000) List<Entry> entries) {
  public Remembered {
    named = List.copyOf(named);
    entries = List.copyOf(entries);
  }

  /**
   * One node with one model.
   *
   * @param evidenceBits of the evidence that it lies, as {@link Double#doubleToLongBits} gives them
   */
  public record Entry(
      Subject subject,
      Reputation.Counts counts,
      Reputation.Streak streak,
      long evidenceBits,
      boolean banned) {
    public Entry {
      Check.argument(Double.longBitsToDouble(evidenceBits) >= 0, "evidence >= 0");
    }

    static Entry of(Subject subject, Reputation known) {
      return new Entry(
          subject,
          known.counts(),
          known.streak(),
          Double.doubleToLongBits(known.evidence()),
          known.banned());
    }

    Reputation reputation() {
      return new Reputation(counts, streak, Double.longBitsToDouble(evidenceBits), banned);
    }
  }
}
