package quorate.ledger.bft;

import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.NodeId;

/** One validator's signature (64 bytes) in a certificate. */
public record Seal(NodeId validator, @AtMost(SIGNATURE_BYTES) Bytes signature) {
  public static final int SIGNATURE_BYTES = 64;

  public Seal {
    check(signature);
  }

  static void check(Bytes signature) {
    Check.argument(signature.size() == SIGNATURE_BYTES, "a signature has 64 bytes");
  }
}
