package quorate.ledger.bft;

import quorate.task.Bytes;
import quorate.task.NodeId;

/** Checks signatures: {@code Keys::verify} in a node, something quicker in a simulation. */
@FunctionalInterface
public interface Verifier {
  /** Whether {@code who} signed the bytes. Never throws, whatever the bytes. */
  boolean verify(NodeId who, Bytes what, Bytes signature);
}
