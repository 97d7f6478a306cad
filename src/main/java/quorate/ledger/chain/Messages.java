package quorate.ledger.chain;

import quorate.ledger.bft.ConsensusInput;
import quorate.ledger.bft.ConsensusMessage;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.ledger.bft.ConsensusMessage.Voted;
import quorate.ledger.bft.Electorate;
import quorate.ledger.bft.Verifier;
import quorate.task.NodeId;

/** What a message says of those who made it. */
final class Messages {
  private Messages() {}

  /**
   * Whether a message may be told to the agreement. What is said of later heights is checked
   * against the validators that will vote at the next one, and of earlier ones against those of
   * now: it is only believed to say where others are.
   */
  static boolean holds(
      ConsensusMessage message, long height, Electorate voters, Verifier verifier) {
    boolean ahead = message.height() > height + 1;
    return (!ahead || message instanceof Voted)
        && message.flaw(voters, verifier).isEmpty()
        && named(message);
  }

  /** A new block names its proposer: in a re-proposal a quorum has seen that. */
  private static boolean named(ConsensusMessage message) {
    if (!(message instanceof Proposed proposed) || proposed.signed().proposal().validRound() >= 0) {
      return true;
    }
    NodeId proposer = proposed.signed().proposal().proposer();
    return Body.header(proposed.value())
        .filter(header -> header.proposer().equals(proposer))
        .isPresent();
  }

  /** Whether the node itself said all of it. */
  static boolean own(ConsensusInput input, NodeId self) {
    return input instanceof ConsensusInput.Heard(ConsensusMessage message)
        && switch (message) {
          case Voted voted ->
              voted.votes().stream().allMatch(vote -> vote.vote().validator().equals(self));
          case Proposed proposed -> proposed.signed().proposal().proposer().equals(self);
          case ConsensusMessage.Certified certified -> false;
          case ConsensusMessage.Committed block -> false;
        };
  }
}
