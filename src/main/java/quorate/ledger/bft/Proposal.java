package quorate.ledger.bft;

import java.util.Optional;
import quorate.task.Digest;
import quorate.task.NodeId;

/**
 * What a proposer signs: that it proposes a value in its round.
 *
 * @param height from 1
 * @param round from 0
 * @param validRound the round in which a quorum prevoted the value; -1 for a fresh one
 * @param value the id of the value
 */
public record Proposal(long height, int round, int validRound, Digest value, NodeId proposer) {
  public Proposal {
    Round.check(height, round, validRound);
  }

  boolean fresh() {
    return validRound == Round.NONE;
  }

  /** What a prevote for it says. */
  Vote.Choice choice() {
    return new Vote.Choice(Optional.of(value), validRound);
  }
}
