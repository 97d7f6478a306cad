package quorate.ledger.proof;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import quorate.ledger.proof.TreeNode.Inner;
import quorate.ledger.proof.TreeNode.Leaf;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/**
 * The tree of a map: a sparse binary Merkle tree over the digests of its keys, where a subtree with
 * one entry is that entry's leaf and an empty one has a digest of zeros. This is the binary form of
 * the Jellyfish Merkle Tree (Gao, Hu, Wu: "Jellyfish Merkle Tree", 2021, §3), so that a proof among
 * n entries has about log2(n) siblings. The same entries give the same root in whatever order and
 * in however many steps they came.
 *
 * <p>Nodes are stored by their place. An update reads and rewrites only the ways to what changed.
 */
public final class MapTree {
  private final NodeReader before;
  private final SortedMap<Bytes, Optional<Bytes>> nodes = new TreeMap<>();

  private MapTree(NodeReader before) {
    this.before = before;
  }

  /**
   * The tree after a change.
   *
   * @param before reads the tree that it changes
   * @param changes values by their keys; none removes the entry, which need not be there
   */
  public static MapUpdate update(NodeReader before, Map<Bytes, Optional<Bytes>> changes) {
    List<Change> sorted = new ArrayList<>(changes.size());
    changes.forEach(
        (key, value) -> sorted.add(new Change(Digest.of(key), key, value.map(Digest::of))));
    sorted.sort(Comparator.comparing(Change::place));
    return new MapTree(before).update(sorted);
  }

  /** Shows what the map has, or that it has nothing, under a key. */
  public static MapProof prove(NodeReader reader, Bytes key) {
    Digest place = Digest.of(key);
    List<Digest> siblings = new ArrayList<>();
    TreePath path = TreePath.ROOT;
    Optional<TreeNode> node = read(reader, path);
    while (node.isPresent() && node.get() instanceof Inner(Digest left, Digest right)) {
      boolean turn = TreePath.right(place, path.depth());
      siblings.add(turn ? left : right);
      path = path.child(turn);
      node = read(reader, path);
    }
    return new MapProof(siblings, node.map(found -> entry((Leaf) found)));
  }

  private static MapProof.Found entry(Leaf leaf) {
    return new MapProof.Found(Digest.of(leaf.key()), leaf.value());
  }

  private MapUpdate update(List<Change> changes) {
    Optional<TreeNode> root = read(before, TreePath.ROOT);
    Optional<TreeNode> after = rebuild(TreePath.ROOT, root, changes);
    store(TreePath.ROOT, root.isPresent(), after);
    return new MapUpdate(digest(after), nodes);
  }

  private Optional<TreeNode> rebuild(TreePath path, Optional<TreeNode> node, List<Change> changes) {
    if (changes.isEmpty()) {
      return node;
    }
    if (node.isEmpty()) {
      return grow(path, changes);
    }
    return switch (node.get()) {
      case Leaf leaf -> grow(path, with(leaf, changes));
      case Inner inner -> branch(path, inner, changes);
    };
  }

  /** A subtree where nothing is stored yet. */
  private Optional<TreeNode> grow(TreePath path, List<Change> changes) {
    List<Change> puts = changes.stream().filter(change -> change.value().isPresent()).toList();
    if (puts.isEmpty()) {
      return Optional.empty();
    }
    if (puts.size() == 1) {
      Change only = puts.getFirst();
      return Optional.of(new Leaf(only.key(), only.value().orElseThrow()));
    }
    return branch(path, new Inner(TreeNode.EMPTY, TreeNode.EMPTY), puts);
  }

  private Optional<TreeNode> branch(TreePath path, Inner node, List<Change> changes) {
    int split = split(changes, path.depth());
    Side left = side(path.child(false), node.left(), changes.subList(0, split));
    Side right = side(path.child(true), node.right(), changes.subList(split, changes.size()));
    if (left.empty() || right.empty()) {
      Optional<TreeNode> only = left.empty() ? whole(right) : whole(left);
      if (only.isEmpty() || only.get() instanceof Leaf) { // a lone leaf moves up
        remove(left);
        remove(right);
        return only;
      }
    }
    keep(left);
    keep(right);
    return Optional.of(new Inner(left.after(), right.after()));
  }

  private Side side(TreePath path, Digest was, List<Change> changes) {
    if (changes.isEmpty()) {
      return new Side(path, was, was, Optional.empty());
    }
    Optional<TreeNode> old = was.equals(TreeNode.EMPTY) ? Optional.empty() : read(before, path);
    Optional<TreeNode> after = rebuild(path, old, changes);
    return new Side(path, was, digest(after), after);
  }

  private Optional<TreeNode> whole(Side side) {
    return side.node().isPresent() || side.empty() ? side.node() : read(before, side.path());
  }

  private void keep(Side side) {
    if (!side.after().equals(side.was())) {
      store(side.path(), side.stored(), side.node());
    }
  }

  private void remove(Side side) {
    store(side.path(), side.stored(), Optional.empty());
  }

  private void store(TreePath path, boolean stored, Optional<TreeNode> node) {
    if (stored || node.isPresent()) {
      nodes.put(path.key(), node.map(each -> Codec.encode(TreeNode.class, each)));
    }
  }

  private static List<Change> with(Leaf leaf, List<Change> changes) {
    Digest place = Digest.of(leaf.key());
    if (changes.stream().anyMatch(change -> change.place().equals(place))) {
      return changes;
    }
    List<Change> more = new ArrayList<>(changes);
    more.add(new Change(place, leaf.key(), Optional.of(leaf.value())));
    more.sort(Comparator.comparing(Change::place));
    return more;
  }

  private static int split(List<Change> changes, int depth) {
    int split = 0;
    while (split < changes.size() && !TreePath.right(changes.get(split).place(), depth)) {
      split++;
    }
    return split;
  }

  private static Digest digest(Optional<TreeNode> node) {
    return node.map(TreeNode::digest).orElse(TreeNode.EMPTY);
  }

  private static Optional<TreeNode> read(NodeReader reader, TreePath path) {
    return reader.node(path.key()).map(MapTree::decode);
  }

  private static TreeNode decode(Bytes bytes) {
    Decoded<TreeNode> decoded = Codec.decode(TreeNode.class, bytes);
    Check.that(decoded instanceof Decoded.Value, "a stored tree node is one");
    return ((Decoded.Value<TreeNode>) decoded).value();
  }

  /**
   * An entry to put, or to remove.
   *
   * @param place the digest of the key
   */
  private record Change(Digest place, Bytes key, Optional<Digest> value) {}

  /**
   * One half of an inner node.
   *
   * @param node what is there after it; unknown, and so empty, where nothing changed
   */
  private record Side(TreePath path, Digest was, Digest after, Optional<TreeNode> node) {
    boolean empty() {
      return after.equals(TreeNode.EMPTY);
    }

    boolean stored() {
      return !was.equals(TreeNode.EMPTY);
    }
  }
}
