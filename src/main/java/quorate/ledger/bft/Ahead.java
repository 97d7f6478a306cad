package quorate.ledger.bft;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import quorate.task.NodeId;

/**
 * Which later heights validators have voted at: one number each. Heights are believed only when at
 * least one honest validator stands behind them, so that a few liars send nobody to fetch blocks
 * that do not exist (GHSA-hg58).
 */
final class Ahead {
  private final Electorate electorate;
  private final long height;
  private final Map<NodeId, Long> heights = new TreeMap<>();
  private long told;

  Ahead(Electorate electorate, long height) {
    this.electorate = electorate;
    this.height = height;
    this.told = height + 1; // one height ahead is the ordinary case: they were a little quicker
  }

  void note(SignedVote vote) {
    if (electorate.has(vote.validator())) {
      heights.merge(vote.validator(), vote.vote().height(), Math::max);
    }
  }

  /**
   * Whether {@link #reached} has grown, by more than what is ordinary, since this was last true.
   */
  boolean grown() {
    boolean grown = reached() > told;
    told = Math.max(told, reached());
    return grown;
  }

  /** The latest height that at least one honest validator has reached, as far as we know. */
  long reached() {
    List<Map.Entry<NodeId, Long>> latest =
        heights.entrySet().stream()
            .sorted(Map.Entry.<NodeId, Long>comparingByValue(Comparator.reverseOrder()))
            .toList();
    long power = 0;
    for (Map.Entry<NodeId, Long> each : latest) {
      power += electorate.power(each.getKey());
      if (power >= electorate.honestMin()) {
        return each.getValue();
      }
    }
    return height;
  }
}
