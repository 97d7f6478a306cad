package quorate.ledger.bft;

import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.NodeId;

/** A vote and its validator's signature (64 bytes) over {@link Electorate#signBytes(Vote)}. */
public record SignedVote(Vote vote, @AtMost(Seal.SIGNATURE_BYTES) Bytes signature) {
  public SignedVote {
    Seal.check(signature);
  }

  NodeId validator() {
    return vote.validator();
  }
}
