package quorate.ledger.bft;

import java.util.Optional;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.NodeId;

/**
 * What a validator says in a round, once of each type.
 *
 * @param height from 1
 * @param round from 0
 * @param value the id of the value voted for; empty is a vote for nil
 * @param validRound of a prevote for a value: that of the proposal which it answers, so that
 *     amnesia can be proven; otherwise -1
 */
public record Vote(
    VoteType type,
    long height,
    int round,
    Optional<Digest> value,
    int validRound,
    NodeId validator) {
  public Vote {
    Round.check(height, round, validRound);
    Check.argument(
        validRound == Round.NONE || (type == VoteType.PREVOTE && value.isPresent()),
        "only a prevote for a value has a valid round");
  }

  /** What is voted for: prevotes with different valid rounds do not add up (R4). */
  Choice choice() {
    return new Choice(value, validRound);
  }

  boolean nil() {
    return value.isEmpty();
  }

  /** Whether both are the same vote of the same round and validator, whatever they say. */
  boolean sameOccasion(Vote other) {
    return type == other.type
        && height == other.height
        && round == other.round
        && validator.equals(other.validator);
  }

  /** See {@link #choice}. */
  record Choice(Optional<Digest> value, int validRound) {
    static final Choice NIL = new Choice(Optional.empty(), Round.NONE);
  }
}
