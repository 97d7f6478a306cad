package quorate.ledger.proof;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import quorate.ledger.proof.Subtree.Placed;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * Cuts a map into subtrees that are no larger than they may be. Which they are follows from the
 * entries alone, so that nodes with the same state cut it alike.
 */
public final class Cut {
  private final int bytesMax;
  private final List<Piece> pieces = new ArrayList<>();

  private Cut(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** A subtree with its entries, in the order of their keys' digests. */
  public record Piece(Subtree subtree, List<MapEntry> entries) {
    public Piece {
      entries = List.copyOf(entries);
    }
  }

  /**
   * The pieces, in the order of their bits; none of an empty map.
   *
   * @param entries each key once
   * @param bytesMax how many bytes of keys and values a piece has at most, unless it has but one
   *     entry
   */
  public static List<Piece> of(Collection<MapEntry> entries, int bytesMax) {
    Check.argument(bytesMax > 0, "pieces of at least a byte");
    List<Placed> placed =
        entries.stream().map(Placed::of).sorted(Comparator.comparing(Placed::place)).toList();
    Cut cut = new Cut(bytesMax);
    cut.down(placed, TreePath.ROOT);
    return cut.pieces;
  }

  private void down(List<Placed> entries, TreePath path) {
    if (entries.isEmpty()) {
      return;
    }
    if (entries.size() == 1 || bytes(entries) <= bytesMax) {
      pieces.add(piece(entries, path));
      return;
    }
    int split = Subtree.split(entries, path.depth());
    down(entries.subList(0, split), path.child(false));
    down(entries.subList(split, entries.size()), path.child(true));
  }

  private static long bytes(List<Placed> entries) {
    return entries.stream()
        .mapToLong(each -> each.entry().key().size() + each.entry().value().size())
        .sum();
  }

  private static Piece piece(List<Placed> entries, TreePath path) {
    Digest digest = Subtree.digest(entries, path.depth());
    Bytes bits = path.bits();
    return new Piece(
        new Subtree(bits, path.depth(), digest), entries.stream().map(Placed::entry).toList());
  }
}
