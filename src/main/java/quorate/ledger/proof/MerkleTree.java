package quorate.ledger.proof;

import java.util.ArrayList;
import java.util.List;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * The Merkle tree of a list (RFC 6962 §2.1): a leaf is SHA-256(0x00 ‖ data), an inner node
 * SHA-256(0x01 ‖ left ‖ right), and a list is split at the largest power of two below its size. The
 * empty list has SHA-256 of nothing.
 */
public final class MerkleTree {
  private static final Bytes LEAF = Bytes.copyOf(new byte[] {0});
  private static final Bytes INNER = Bytes.copyOf(new byte[] {1});

  private MerkleTree() {}

  public static Digest root(List<Bytes> leaves) {
    return leaves.isEmpty() ? Digest.of(Bytes.EMPTY) : rootOf(digests(leaves));
  }

  /**
   * Shows that a leaf is at its place.
   *
   * @throws IllegalArgumentException when there is no such place
   */
  public static InclusionProof prove(List<Bytes> leaves, int index) {
    Check.argument(index >= 0 && index < leaves.size(), "an index within the list");
    List<Digest> path = new ArrayList<>();
    climb(digests(leaves), index, path);
    return new InclusionProof(index, leaves.size(), path);
  }

  static Digest leaf(Bytes data) {
    return Digest.of(LEAF, data);
  }

  static Digest inner(Digest left, Digest right) {
    return Digest.of(INNER, left.value(), right.value());
  }

  private static List<Digest> digests(List<Bytes> leaves) {
    return leaves.stream().map(MerkleTree::leaf).toList();
  }

  private static Digest rootOf(List<Digest> leaves) {
    int size = leaves.size();
    if (size == 1) {
      return leaves.getFirst();
    }
    int split = split(size);
    return inner(rootOf(leaves.subList(0, split)), rootOf(leaves.subList(split, size)));
  }

  /** Adds the siblings of a leaf, from the lowest to the highest. */
  private static void climb(List<Digest> leaves, int index, List<Digest> path) {
    int size = leaves.size();
    if (size == 1) {
      return;
    }
    int split = split(size);
    List<Digest> left = leaves.subList(0, split);
    List<Digest> right = leaves.subList(split, size);
    if (index < split) {
      climb(left, index, path);
      path.add(rootOf(right));
    } else {
      climb(right, index - split, path);
      path.add(rootOf(left));
    }
  }

  private static int split(int size) {
    return Integer.highestOneBit(size - 1);
  }
}
