package quorate.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import quorate.ledger.proof.Cut.Piece;
import quorate.task.Bytes;
import quorate.task.Digest;

/** A map in pieces: the same tree as {@link MapTree} makes, and nothing else leads to its root. */
class CutTest {
  private static final int SMALL = 300;

  static List<MapEntry> entries(long seed, int count) {
    Random chance = new Random(seed);
    Map<Bytes, MapEntry> entries = new TreeMap<>();
    while (entries.size() < count) {
      byte[] key = new byte[1 + chance.nextInt(20)];
      byte[] value = new byte[chance.nextInt(40)];
      chance.nextBytes(key);
      chance.nextBytes(value);
      entries.put(Bytes.giving(key), new MapEntry(Bytes.copyOf(key), Bytes.giving(value)));
    }
    return List.copyOf(entries.values());
  }

  static Digest root(List<MapEntry> entries) {
    Map<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    entries.forEach(each -> changes.put(each.key(), Optional.of(each.value())));
    return MapTree.update(NodeReader.NONE, changes).root();
  }

  private static List<Subtree> subtrees(List<Piece> pieces) {
    return pieces.stream().map(Piece::subtree).toList();
  }

  @Test
  void piecesMakeUpTheTreeThatUpdatesMake() {
    for (int count : List.of(0, 1, 2, 3, 10, 1_000)) {
      for (int bytesMax : List.of(1, SMALL, 1 << 20)) {
        List<MapEntry> entries = entries(count, count);
        List<Piece> pieces = Cut.of(entries, bytesMax);
        assertThat(Subtree.makeUp(subtrees(pieces), root(entries)))
            .as("%d entries, pieces of %d bytes", count, bytesMax)
            .isTrue();
        assertThat(pieces).allMatch(piece -> piece.subtree().is(piece.entries()));
        assertThat(pieces.stream().mapToInt(piece -> piece.entries().size()).sum())
            .isEqualTo(count);
      }
    }
  }

  @Test
  void piecesAreTheSameInWhateverOrderTheEntriesCome() {
    List<MapEntry> shuffled = new ArrayList<>(entries(1, 500));
    Collections.shuffle(shuffled, new Random(2));
    assertThat(Cut.of(shuffled, SMALL)).isEqualTo(Cut.of(entries(1, 500), SMALL));
  }

  @Test
  void piecesAreNoLargerThanTheyMayBe() {
    List<Piece> pieces = Cut.of(entries(3, 2_000), SMALL);
    assertThat(pieces).hasSizeGreaterThan(50);
    assertThat(pieces)
        .allMatch(piece ->
            piece.entries().size() == 1
                || piece.entries().stream()
                        .mapToInt(each -> each.key().size() + each.value().size())
                        .sum()
                    <= SMALL);
  }

  @Test
  void noEntryCanBeLeftOutAddedChangedOrMoved() {
    List<Piece> pieces = Cut.of(entries(4, 400), SMALL);
    Piece piece = pieces.stream().filter(each -> each.entries().size() > 2).findFirst().get();
    List<MapEntry> fewer = new ArrayList<>(piece.entries());
    fewer.removeLast();
    assertThat(piece.subtree().is(fewer)).isFalse();
    List<MapEntry> more = new ArrayList<>(piece.entries());
    more.add(pieces.getLast().entries().getLast());
    assertThat(piece.subtree().is(more)).isFalse();
    List<MapEntry> twice = new ArrayList<>(piece.entries());
    twice.add(twice.getLast());
    assertThat(piece.subtree().is(twice)).isFalse();
    List<MapEntry> changed = new ArrayList<>(piece.entries());
    changed.set(0, new MapEntry(changed.getFirst().key(), Bytes.copyOf(new byte[] {1})));
    assertThat(piece.subtree().is(changed)).isFalse();
    List<MapEntry> moved = new ArrayList<>(piece.entries());
    Collections.swap(moved, 0, 1);
    assertThat(piece.subtree().is(moved)).isFalse();
    assertThat(piece.subtree().is(List.of())).isFalse();
  }

  @Test
  void noSubtreeCanBeLeftOutAddedRepeatedOrMoved() {
    List<MapEntry> entries = entries(5, 300);
    Digest root = root(entries);
    List<Subtree> parts = subtrees(Cut.of(entries, SMALL));
    for (int i = 0; i < parts.size(); i++) {
      List<Subtree> fewer = new ArrayList<>(parts);
      fewer.remove(i);
      assertThat(Subtree.makeUp(fewer, root)).as("without %d", i).isFalse();
      List<Subtree> twice = new ArrayList<>(parts);
      twice.add(i, parts.get(i));
      assertThat(Subtree.makeUp(twice, root)).as("%d twice", i).isFalse();
      List<Subtree> moved = new ArrayList<>(parts);
      Collections.swap(moved, i, (i + 1) % parts.size());
      assertThat(Subtree.makeUp(moved, root)).as("%d moved", i).isFalse();
    }
    assertThat(Subtree.makeUp(List.of(), root)).isFalse();
  }

  @Test
  void aSubtreeWithinAnotherMakesUpNothing() {
    Digest some = Digest.of(new byte[] {1});
    Subtree whole = new Subtree(Bytes.EMPTY, 0, some);
    Subtree left = new Subtree(Bytes.copyOf(new byte[] {0}), 1, some);
    assertThat(Subtree.makeUp(List.of(whole), some)).isTrue();
    assertThat(Subtree.makeUp(List.of(whole, left), some)).isFalse();
    assertThat(Subtree.makeUp(List.of(left, whole), some)).isFalse();
  }
}
