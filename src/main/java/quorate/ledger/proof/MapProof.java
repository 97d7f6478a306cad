package quorate.ledger.proof;

import java.util.List;
import java.util.Optional;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * Shows what a map, whose root is known, has under a key, or that it has nothing there.
 *
 * @param siblings from the highest to the lowest, beside the way that the key's digest tells
 * @param end the leaf at the end of that way; empty where the subtree is
 */
public record MapProof(@AtMost(SIBLINGS_MAX) List<Digest> siblings, Optional<Found> end) {
  public static final int SIBLINGS_MAX = TreePath.DEPTH_MAX;

  /** A leaf: the digests of a key and of its value. */
  public record Found(Digest key, Digest value) {}

  public MapProof {
    Check.argument(siblings.size() <= SIBLINGS_MAX, "at most 256 siblings");
    siblings = List.copyOf(siblings);
  }

  /** Whether the map with this root has exactly this value under the key. */
  public boolean includes(Digest root, Bytes key, Bytes value) {
    Digest place = Digest.of(key);
    Optional<Found> wanted = Optional.of(new Found(place, Digest.of(value)));
    return end.equals(wanted) && leadsTo(root, place);
  }

  /** Whether the map with this root has nothing under the key. */
  public boolean excludes(Digest root, Bytes key) {
    Digest place = Digest.of(key);
    boolean free = end.isEmpty() || (!end.get().key().equals(place) && onTheWay(place, end.get()));
    return free && leadsTo(root, place);
  }

  /** Whether another key's leaf stands where this key's would: their first bits are the same. */
  private boolean onTheWay(Digest place, Found other) {
    for (int depth = 0; depth < siblings.size(); depth++) {
      if (TreePath.right(place, depth) != TreePath.right(other.key(), depth)) {
        return false;
      }
    }
    return true;
  }

  private boolean leadsTo(Digest root, Digest place) {
    if (!siblings.isEmpty() && siblings.getLast().equals(TreeNode.EMPTY)) {
      return false; // what has nobody at its side stands higher in a true tree
    }
    Digest digest =
        end.map(leaf -> TreeNode.Leaf.of(leaf.key(), leaf.value())).orElse(TreeNode.EMPTY);
    for (int depth = siblings.size() - 1; depth >= 0; depth--) {
      Digest sibling = siblings.get(depth);
      digest =
          TreePath.right(place, depth)
              ? TreeNode.Inner.of(sibling, digest)
              : TreeNode.Inner.of(digest, sibling);
    }
    return digest.equals(root);
  }
}
