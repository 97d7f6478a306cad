package quorate.ledger.bft;

import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.NodeId;

/** A proposal and its proposer's signature over {@link Electorate#signBytes(Proposal)}. */
public record SignedProposal(Proposal proposal, @AtMost(Seal.SIGNATURE_BYTES) Bytes signature) {
  public SignedProposal {
    Seal.check(signature);
  }

  NodeId proposer() {
    return proposal.proposer();
  }
}
