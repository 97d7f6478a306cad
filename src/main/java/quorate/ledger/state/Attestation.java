package quorate.ledger.state;

import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;

/** A settler's word for a batch: its Ed25519 signature over {@link Batch#signedBytes}. */
public record Attestation(AccountId settler, @AtMost(64) Bytes signature) {
  public Attestation {
    Check.argument(signature.size() == 64, "a signature has 64 bytes");
  }
}
