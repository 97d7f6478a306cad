package quorate.ledger.audit;

import java.util.Optional;
import quorate.ledger.bft.Value;
import quorate.ledger.chain.Body;
import quorate.ledger.state.Block;
import quorate.ledger.state.Header;
import quorate.task.Bytes;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/**
 * How a block is what validators vote on: the canonical header beside the rest of the canonical
 * block, so that one who has the header and a digest can check a commit. A store keeps the two
 * apart in the same way.
 */
public final class BlockValue {
  private BlockValue() {}

  /** The value of a block. */
  public static Value of(Block block) {
    return Body.value(block);
  }

  /** The block of a header and a stored body; empty when that is none. */
  static Optional<Block> block(Header header, Bytes body) {
    return decoded(Body.class, body)
        .map(read -> new Block(header, read.transactions(), read.lastCommit()));
  }

  static <T> Optional<T> decoded(Class<T> type, Bytes bytes) {
    return Codec.decode(type, bytes) instanceof Decoded.Value<T>(T value)
        ? Optional.of(value)
        : Optional.empty();
  }
}
