package quorate.ledger.store;

import java.util.List;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * All that a decided height leaves behind, stored in one step.
 *
 * @param height from 0, which is the genesis
 * @param header at most 64 KiB
 * @param block at most 3 MiB
 * @param commit the certificate that decided it, at most 1 MiB
 * @param transactions their ids, by which the height is found
 * @param state what changes in the state; of two changes of one key the later counts
 * @param nodes what changes in the tree over the state
 * @param root of the state afterwards
 */
public record Committed(
    long height,
    Bytes header,
    Bytes block,
    Bytes commit,
    List<Digest> transactions,
    List<Change> state,
    List<Change> nodes,
    Digest root) {
  public static final int HEADER_BYTES_MAX = 64 << 10;
  public static final int BLOCK_BYTES_MAX = 3 << 20;
  public static final int COMMIT_BYTES_MAX = 1 << 20;
  public static final int TRANSACTIONS_MAX = 1 << 16;
  public static final int CHANGES_MAX = 1 << 20;

  public Committed {
    Check.argument(height >= 0, "a height from 0");
    Check.argument(header.size() <= HEADER_BYTES_MAX, "a header of at most 64 KiB");
    Check.argument(block.size() <= BLOCK_BYTES_MAX, "a block of at most 3 MiB");
    Check.argument(commit.size() <= COMMIT_BYTES_MAX, "a commit of at most 1 MiB");
    transactions = List.copyOf(transactions);
    state = List.copyOf(state);
    nodes = List.copyOf(nodes);
    Check.argument(transactions.size() <= TRANSACTIONS_MAX, "at most 65,536 transactions");
    Check.argument(
        state.size() <= CHANGES_MAX && nodes.size() <= CHANGES_MAX, "at most 1,048,576 changes");
  }
}
