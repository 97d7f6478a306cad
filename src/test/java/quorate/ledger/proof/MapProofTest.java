package quorate.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import quorate.ledger.proof.MapProof.Found;
import quorate.task.Bytes;
import quorate.task.Digest;

class MapProofTest {
  private static final int SIZE = 300;

  private final StoredNodes stored = filled(SIZE);

  @Test
  void includesWhatIsThereAndNothingElse() {
    for (int i = 0; i < SIZE; i++) {
      Bytes key = MapTreeTest.key(i);
      MapProof proof = MapTree.prove(stored, key);
      assertThat(proof.includes(stored.root, key, value(i))).isTrue();
      assertThat(proof.includes(stored.root, key, value(i + 1))).isFalse();
      assertThat(proof.includes(stored.root, MapTreeTest.key(i + 1), value(i + 1))).isFalse();
      assertThat(proof.excludes(stored.root, key)).isFalse();
    }
  }

  @Test
  void excludesWhatIsNotThere() {
    int empty = 0;
    for (int i = SIZE; i < 2 * SIZE; i++) {
      Bytes key = MapTreeTest.key(i);
      MapProof proof = MapTree.prove(stored, key);
      empty += proof.end().isEmpty() ? 1 : 0;
      assertThat(proof.excludes(stored.root, key)).isTrue();
      assertThat(proof.includes(stored.root, key, value(i))).isFalse();
    }
    assertThat(empty).as("both kinds of absence are seen").isBetween(1, SIZE - 1);
  }

  @Test
  void decidesForMapsOfNoneAndOfOne() {
    Bytes key = MapTreeTest.key(1);
    MapProof none = MapTree.prove(NodeReader.NONE, key);
    assertThat(none.excludes(TreeNode.EMPTY, key)).isTrue();
    StoredNodes one = filled(1);
    assertThat(MapTree.prove(one, key).excludes(one.root, key)).isTrue();
    Bytes zero = MapTreeTest.key(0);
    assertThat(MapTree.prove(one, zero).includes(one.root, zero, value(0))).isTrue();
  }

  @Test
  void refusesWhenAnySiblingIsChangedAddedOrLeftOut() {
    Bytes key = MapTreeTest.key(5);
    MapProof proof = MapTree.prove(stored, key);
    for (int at = 0; at < proof.siblings().size(); at++) {
      List<Digest> changed = new ArrayList<>(proof.siblings());
      changed.set(at, Digest.of(new byte[] {1}));
      assertThat(with(proof, changed).includes(stored.root, key, value(5))).isFalse();
      List<Digest> shorter = new ArrayList<>(proof.siblings());
      shorter.remove(at);
      assertThat(with(proof, shorter).includes(stored.root, key, value(5))).isFalse();
      List<Digest> longer = new ArrayList<>(proof.siblings());
      longer.add(at, TreeNode.EMPTY);
      assertThat(with(proof, longer).includes(stored.root, key, value(5))).isFalse();
    }
  }

  @Test
  void refusesAnAbsenceShownByALeafThatIsElsewhere() {
    Bytes there = MapTreeTest.key(5);
    MapProof proof = MapTree.prove(stored, there);
    int believed = 0;
    for (int i = SIZE; i < 2 * SIZE; i++) {
      Bytes absent = MapTreeTest.key(i);
      MapProof own = MapTree.prove(stored, absent);
      believed += proof.excludes(stored.root, absent) && !own.equals(proof) ? 1 : 0;
    }
    assertThat(believed).isZero();
  }

  @Test
  void refusesATreeWhoseLoneLeafHangsTooLow() {
    Bytes key = MapTreeTest.key(5);
    Digest place = Digest.of(key);
    Digest leaf = TreeNode.Leaf.of(place, Digest.of(value(5)));
    boolean right = TreePath.right(place, 0);
    Digest root =
        right ? TreeNode.Inner.of(TreeNode.EMPTY, leaf) : TreeNode.Inner.of(leaf, TreeNode.EMPTY);
    Found found = new Found(place, Digest.of(value(5)));
    MapProof low = new MapProof(List.of(TreeNode.EMPTY), Optional.of(found));
    assertThat(low.includes(root, key, value(5))).isFalse();
  }

  @Test
  void refusesATreeWhoseLeafIsOnTheWrongSide() {
    Digest there = Digest.of(MapTreeTest.key(5));
    Bytes absent = otherSide(there);
    boolean right = TreePath.right(Digest.of(absent), 0);
    Digest sibling = Digest.of(new byte[] {1});
    Digest leaf = TreeNode.Leaf.of(there, Digest.of(value(5)));
    Digest root = right ? TreeNode.Inner.of(sibling, leaf) : TreeNode.Inner.of(leaf, sibling);
    Found found = new Found(there, Digest.of(value(5)));
    MapProof astray = new MapProof(List.of(sibling), Optional.of(found));
    assertThat(astray.excludes(root, absent)).isFalse();
  }

  private static Bytes otherSide(Digest there) {
    int number = SIZE;
    while (TreePath.right(Digest.of(MapTreeTest.key(number)), 0) == TreePath.right(there, 0)) {
      number++;
    }
    return MapTreeTest.key(number);
  }

  private static MapProof with(MapProof proof, List<Digest> siblings) {
    return new MapProof(siblings, proof.end());
  }

  private static StoredNodes filled(int size) {
    StoredNodes stored = new StoredNodes();
    TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      changes.put(MapTreeTest.key(i), Optional.of(value(i)));
    }
    stored.change(changes);
    return stored;
  }

  private static Bytes value(int i) {
    return Bytes.copyOf(new byte[] {9, (byte) (i >> 8), (byte) i});
  }
}
