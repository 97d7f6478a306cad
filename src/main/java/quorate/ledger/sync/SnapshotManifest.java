package quorate.ledger.sync;

import java.util.List;
import quorate.ledger.proof.Subtree;
import quorate.task.AtMost;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * What a snapshot consists of: the subtrees of the state's tree that its chunks carry, in order.
 * Empty parts of the tree have none.
 *
 * @param height whose state it is
 * @param parts at most {@link #PARTS_MAX}: with chunks of a MiB, a state of 16 GiB
 */
public record SnapshotManifest(long height, @AtMost(PARTS_MAX) List<Subtree> parts) {
  public static final int PARTS_MAX = 16_384;

  /** How many bytes of keys and values a chunk has at most, unless it has but one entry. */
  public static final int CHUNK_BYTES_MAX = 1 << 20;

  public SnapshotManifest {
    Check.argument(height >= 0, "a height is not negative");
    Check.argument(parts.size() <= PARTS_MAX, "at most 16384 parts");
    parts = List.copyOf(parts);
  }

  /** Whether its parts make up the state with this root, which comes from a trusted header. */
  public boolean makesUp(Digest stateRoot) {
    return Subtree.makeUp(parts, stateRoot);
  }
}
