package quorate.ledger.state;

import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;

/**
 * Whether bytes prove that a key broke the rules of the agreement. It must follow from its
 * arguments alone and never throw, whatever the bytes, and must never hold against a key that kept
 * to the rules.
 */
@FunctionalInterface
public interface EvidenceCheck {
  /** Believes nothing: for a chain where nothing is slashed. */
  EvidenceCheck NOTHING = (chain, offender, height, proof) -> false;

  boolean proves(Digest chain, NodeId offender, long height, Bytes proof);
}
