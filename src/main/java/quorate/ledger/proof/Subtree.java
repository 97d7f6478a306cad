package quorate.ledger.proof;

import java.util.List;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * A part of a map's tree: all entries whose keys' digests begin with the same bits, and nothing
 * else.
 *
 * @param bits the bits, as many bytes as the depth needs, filled up with zeros
 * @param depth how many bits there are: 0 is the whole map
 * @param digest of the subtree, as its parent knows it
 */
public record Subtree(@AtMost(Digest.BYTES) Bytes bits, int depth, Digest digest) {
  public Subtree {
    Check.argument(depth >= 0 && depth <= TreePath.DEPTH_MAX, "a depth of 0 to 256");
    Check.argument(bits.size() == (depth + 7) / 8, "as many bytes as the depth needs");
    Check.argument(
        depth % 8 == 0 || (bits.at(bits.size() - 1) & (0xff >> (depth % 8))) == 0,
        "zeros behind the last bit");
  }

  /** Whether an entry under this key belongs to it. */
  public boolean covers(Bytes key) {
    return begins(Digest.of(key));
  }

  /** Whether it is exactly these entries, in the order of their keys' digests. */
  public boolean is(List<MapEntry> entries) {
    List<Placed> placed = entries.stream().map(Placed::of).toList();
    for (int i = 0; i < placed.size(); i++) {
      Digest place = placed.get(i).place();
      boolean after = i == 0 || placed.get(i - 1).place().compareTo(place) < 0;
      if (!after || !begins(place)) {
        return false;
      }
    }
    return digest(placed, depth).equals(digest);
  }

  /** Whether these subtrees, in the order of their bits, make up the map with this root. */
  public static boolean makeUp(List<Subtree> parts, Digest root) {
    return Fold.of(parts, 0).filter(root::equals).isPresent();
  }

  /** Whether a bit of the way to it turns right. */
  boolean right(int at) {
    return (bits.at(at / 8) & (0x80 >> (at % 8))) != 0;
  }

  private boolean begins(Digest place) {
    for (int at = 0; at < depth; at++) {
      if (TreePath.right(place, at) != right(at)) {
        return false;
      }
    }
    return true;
  }

  /** The digest of the subtree with these entries, which are in order and below this depth. */
  static Digest digest(List<Placed> entries, int depth) {
    if (entries.isEmpty()) {
      return TreeNode.EMPTY;
    }
    if (entries.size() == 1) {
      Placed only = entries.getFirst();
      return TreeNode.Leaf.of(only.place(), Digest.of(only.entry().value()));
    }
    int split = split(entries, depth);
    return TreeNode.Inner.of(
        digest(entries.subList(0, split), depth + 1),
        digest(entries.subList(split, entries.size()), depth + 1));
  }

  /** How many of them turn left at this depth. */
  static int split(List<Placed> entries, int depth) {
    int split = 0;
    while (split < entries.size() && !TreePath.right(entries.get(split).place(), depth)) {
      split++;
    }
    return split;
  }

  /** An entry with the digest of its key. */
  record Placed(Digest place, MapEntry entry) {
    static Placed of(MapEntry entry) {
      return new Placed(Digest.of(entry.key()), entry);
    }
  }
}
