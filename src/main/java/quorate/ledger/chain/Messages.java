package quorate.ledger.chain;

import quorate.ledger.bft.ConsensusInput;
import quorate.ledger.bft.ConsensusMessage;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.ledger.bft.ConsensusMessage.Voted;
import quorate.task.NodeId;

/** What a message says of those who made it. */
final class Messages {
  private Messages() {}

  /** A new block names its proposer: in a re-proposal a quorum has seen that. */
  static boolean named(ConsensusMessage message) {
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
