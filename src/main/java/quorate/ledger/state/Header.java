package quorate.ledger.state;

import java.nio.charset.StandardCharsets;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;

/**
 * What a block commits to. Its digest identifies the block: every byte of the block follows from
 * it.
 *
 * @param chain {@link Genesis#chain}
 * @param height 0 is the genesis, which nobody votes on
 * @param timeMillis the proposer's, since 1970, UTC: later than the previous block's
 * @param previous the digest of the header before; at height 0 that of the genesis
 * @param transactions the RFC 6962 root over the signed transactions
 * @param results the RFC 6962 root over their {@link Receipt}s
 * @param state the root of the state after this block
 * @param validators the digest of the {@link Seats} that vote on this block
 * @param nextValidators and of those that vote on the next one
 * @param evidence the RFC 6962 root over the block's {@link Operation.Evidence}
 * @param lastCommit the digest of the votes for the previous block
 */
public record Header(
    Digest chain,
    long height,
    long timeMillis,
    Digest previous,
    Digest transactions,
    Digest results,
    Digest state,
    Digest validators,
    Digest nextValidators,
    Digest evidence,
    Digest lastCommit,
    NodeId proposer) {
  private static final Bytes DOMAIN =
      Bytes.copyOf("quorate/header\u0001".getBytes(StandardCharsets.UTF_8));

  public Header {
    Check.argument(height >= 0, "a height is not negative");
    Check.argument(timeMillis >= 0, "a time since 1970");
  }

  public Digest digest() {
    return Digest.of(DOMAIN, Codec.encode(Header.class, this));
  }
}
