package quorate.ledger.proof;

import java.util.List;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * Shows that a leaf is in a list, whose root is known (RFC 6962 §2.1.1). The root alone does not
 * say how long the list is: the same path may hold for another index of a list of another size, so
 * whoever needs to know the place must have the size from elsewhere.
 *
 * @param index from 0, below {@code size}
 * @param size leaves in the list, at least 1, as the one who proves it says
 * @param path the siblings from the lowest to the highest
 */
public record InclusionProof(long index, long size, @AtMost(PATH_MAX) List<Digest> path) {
  /** The height of a tree of 2^63 leaves. */
  public static final int PATH_MAX = 63;

  public InclusionProof {
    Check.argument(index >= 0 && index < size, "an index within the list");
    path = List.copyOf(path);
  }

  /**
   * Whether the list with this root has this data, at {@link #index} if it is {@link #size} long,
   * as RFC 9162 §2.1.3.2 decides it: a path that is a step too long or too short proves nothing.
   */
  public boolean proves(Digest root, Bytes data) {
    long place = index;
    long last = size - 1;
    Digest digest = MerkleTree.leaf(data);
    for (Digest sibling : path) {
      if (last == 0) {
        return false; // the path goes on above the root
      }
      boolean right = (place & 1) == 1 || place == last;
      digest = right ? MerkleTree.inner(sibling, digest) : MerkleTree.inner(digest, sibling);
      int lonely = right ? levelsWithoutSibling(place) : 0;
      place >>= lonely + 1;
      last >>= lonely + 1;
    }
    return last == 0 && digest.equals(root);
  }

  /** The levels at which the last one of a row has nobody at its side and moves up as it is. */
  private static int levelsWithoutSibling(long place) {
    return place == 0 ? 0 : Long.numberOfTrailingZeros(place);
  }
}
