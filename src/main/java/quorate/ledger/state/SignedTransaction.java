package quorate.ledger.state;

import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.wire.Codec;
import quorate.wire.Keys;

/** A transaction with its sender's Ed25519 signature over {@link Transaction#id}. */
public record SignedTransaction(Transaction transaction, @AtMost(64) Bytes signature) {
  public SignedTransaction {
    Check.argument(signature.size() == 64, "a signature has 64 bytes");
  }

  /** Signs for a chain. */
  public static SignedTransaction of(Transaction transaction, Digest chain, Keys keys) {
    return new SignedTransaction(transaction, keys.sign(transaction.id(chain).value()));
  }

  public Digest id(Digest chain) {
    return transaction.id(chain);
  }

  public Bytes encoded() {
    return Codec.encode(SignedTransaction.class, this);
  }
}
