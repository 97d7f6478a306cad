package quorate.ledger.proof;

import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Tag;

/**
 * A node of the map's tree as it is stored. The two prefixes keep its digests apart from each other
 * and from those of {@link MerkleTree}.
 */
public sealed interface TreeNode {
  /** The longest key that a map may have, in bytes. */
  int KEY_BYTES_MAX = 256;

  /** The digest of a subtree that has nothing in it. */
  Digest EMPTY = new Digest(Bytes.giving(new byte[Digest.BYTES]));

  /** What its parent says of it. */
  Digest digest();

  /** Two subtrees, of which at most one is empty. */
  @Tag(1)
  record Inner(Digest left, Digest right) implements TreeNode {
    private static final Bytes PREFIX = Bytes.copyOf(new byte[] {3});

    @Override
    public Digest digest() {
      return of(left, right);
    }

    static Digest of(Digest left, Digest right) {
      return Digest.of(PREFIX, left.value(), right.value());
    }
  }

  /**
   * The only entry of its subtree.
   *
   * @param value the digest of the entry's value
   */
  @Tag(2)
  record Leaf(@AtMost(KEY_BYTES_MAX) Bytes key, Digest value) implements TreeNode {
    private static final Bytes PREFIX = Bytes.copyOf(new byte[] {2});

    @Override
    public Digest digest() {
      return of(Digest.of(key), value);
    }

    static Digest of(Digest key, Digest value) {
      return Digest.of(PREFIX, key.value(), value.value());
    }
  }
}
