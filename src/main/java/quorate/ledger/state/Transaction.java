package quorate.ledger.state;

import java.nio.charset.StandardCharsets;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.wire.Codec;

/**
 * What an account wants done.
 *
 * @param nonce how many transactions of the sender are before it: each number counts once, so that
 *     nothing can be spent or sent twice
 * @param fee what it costs the sender by {@link Fees}: named so that it is signed for
 */
public record Transaction(AccountId sender, long nonce, long fee, Operation operation) {
  private static final Bytes DOMAIN =
      Bytes.copyOf("quorate/transaction\u0001".getBytes(StandardCharsets.UTF_8));

  public Transaction {
    Check.argument(nonce >= 0, "a nonce is not negative");
    Check.argument(fee >= 0 && fee <= Credits.SUPPLY_MAX, "a fee is an amount");
  }

  /**
   * What identifies it and what is signed: SHA-256 over the domain word, the chain and the
   * canonical bytes. It leaves the signature out, so that signing again makes no other transaction.
   *
   * @param chain {@link Genesis#chain}
   */
  public Digest id(Digest chain) {
    return Digest.of(DOMAIN, chain.value(), Codec.encode(Transaction.class, this));
  }
}
