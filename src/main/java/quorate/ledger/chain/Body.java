package quorate.ledger.chain;

import java.util.List;
import java.util.Optional;
import quorate.ledger.bft.Value;
import quorate.ledger.state.Block;
import quorate.ledger.state.Header;
import quorate.ledger.state.SignedTransaction;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/**
 * A block but for its header: both are hashed apart in a {@link Value}, so that whoever has the
 * header alone can check who agreed on it.
 */
public record Body(
    @AtMost(Block.TRANSACTIONS_MAX) List<SignedTransaction> transactions,
    @AtMost(Block.COMMIT_BYTES_MAX) Bytes lastCommit) {
  public Body {
    transactions = List.copyOf(transactions);
  }

  /** What validators agree on when they agree on the block. */
  public static Value value(Block block) {
    return new Value(
        Codec.encode(Header.class, block.header()),
        Codec.encode(Body.class, new Body(block.transactions(), block.lastCommit())));
  }

  /** The header of the block that a value is; empty when it is none. */
  static Optional<Header> header(Value value) {
    return Codec.decode(Header.class, value.header()).found();
  }

  /** The block that a value is, or why it is none; never throws, whatever the value. */
  public static Decoded<Block> block(Value value) {
    return switch (Codec.decode(Header.class, value.header())) {
      case Decoded.Refused<Header>(var why) -> new Decoded.Refused<>(why);
      case Decoded.Value<Header>(Header header) -> block(header, value.body());
    };
  }

  /** The block of a header and of the canonical bytes of its body. */
  public static Decoded<Block> block(Header header, Bytes body) {
    return switch (Codec.decode(Body.class, body)) {
      case Decoded.Refused<Body>(var why) -> new Decoded.Refused<>(why);
      case Decoded.Value<Body>(Body(var transactions, var lastCommit)) ->
          new Decoded.Value<>(new Block(header, transactions, lastCommit));
    };
  }
}
