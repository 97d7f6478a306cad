package quorate.ledger.state;

import java.util.List;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.wire.Codec;

/**
 * What validators vote on.
 *
 * @param lastCommit the votes for the previous block, opaque here; empty at height 1
 */
public record Block(
    Header header,
    @AtMost(TRANSACTIONS_MAX) List<SignedTransaction> transactions,
    @AtMost(COMMIT_BYTES_MAX) Bytes lastCommit) {
  public static final int TRANSACTIONS_MAX = 10_000;

  /** A hundred votes, with room. */
  public static final int COMMIT_BYTES_MAX = 64 * 1024;

  /** Of the canonical form, so that it can be sent to a hundred validators within a second. */
  public static final int BYTES_MAX = 2 * 1024 * 1024;

  /** The smallest limit under which any transaction fits beside any commit. */
  public static final int BYTES_MIN = 512 * 1024;

  public Block {
    Check.argument(transactions.size() <= TRANSACTIONS_MAX, "at most 10000 transactions");
    Check.argument(lastCommit.size() <= COMMIT_BYTES_MAX, "a commit of at most 64 KiB");
    transactions = List.copyOf(transactions);
  }

  public Bytes encoded() {
    return Codec.encode(Block.class, this);
  }
}
