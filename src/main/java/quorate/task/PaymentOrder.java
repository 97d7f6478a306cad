package quorate.task;

/**
 * Who pays for a task: the owner of an escrow says so, and signs for this very task and question
 * (see {@code quorate.wire.Payment}), so that neither a gateway nor a settler can charge a client
 * for what it did not ask.
 *
 * @param owner the Ed25519 public key of the escrow's owner, 32 bytes
 * @param escrow the number of the owner's escrow, 0 or more
 * @param signature the owner's, 64 bytes
 */
public record PaymentOrder(@AtMost(32) Bytes owner, long escrow, @AtMost(64) Bytes signature) {
  public static final int KEY_BYTES = 32;
  public static final int SIGNATURE_BYTES = 64;

  public PaymentOrder {
    Check.argument(owner.size() == KEY_BYTES, "an owner's key has 32 bytes");
    Check.argument(escrow >= 0, "an escrow's number is not negative");
    Check.argument(signature.size() == SIGNATURE_BYTES, "a signature has 64 bytes");
  }
}
