package quorate.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import quorate.ledger.proof.Cut;
import quorate.ledger.proof.InclusionProof;
import quorate.ledger.proof.MapEntry;
import quorate.ledger.proof.MapProof;
import quorate.ledger.proof.MapTree;
import quorate.ledger.proof.MapUpdate;
import quorate.ledger.proof.MerkleTree;
import quorate.ledger.proof.NodeReader;
import quorate.ledger.proof.Subtree;
import quorate.ledger.sync.SnapshotChunk;
import quorate.ledger.sync.SnapshotManifest;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.wire.Codec;

/** Proofs over trees whose content is known: whatever is shown of them must be so. */
class ProofsFuzzTest {
  private static final int ENTRIES = 40;
  private static final TreeMap<Bytes, Bytes> ENTRY = new TreeMap<>();
  private static final List<Bytes> LIST =
      IntStream.range(0, 11).mapToObj(ProofsFuzzTest::bytes).toList();
  private static final Digest ROOT;
  private static final NodeReader NODES;
  private static final Digest LIST_ROOT = MerkleTree.root(LIST);
  private static final List<Cut.Piece> PIECES;

  static {
    IntStream.range(0, ENTRIES).forEach(i -> ENTRY.put(bytes(i), bytes(100 + i)));
    Map<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    ENTRY.forEach((key, value) -> changes.put(key, Optional.of(value)));
    MapUpdate update = MapTree.update(key -> Optional.empty(), changes);
    ROOT = update.root();
    NODES = key -> update.nodes().getOrDefault(key, Optional.empty());
    PIECES = Cut.of(ENTRY.entrySet().stream().map(ProofsFuzzTest::entry).toList(), 40);
  }

  /** What somebody says that the map has under a key, or with no value that it has nothing. */
  record OfMap(@AtMost(256) Bytes key, Optional<Value> value, MapProof proof) {}

  record Value(@AtMost(1024) Bytes bytes) {}

  record OfList(@AtMost(1024) Bytes data, InclusionProof proof) {}

  static Stream<byte[]> ofMaps() {
    return IntStream.range(0, 2 * ENTRIES)
        .mapToObj(ProofsFuzzTest::bytes)
        .map(key ->
            new OfMap(
                key,
                Optional.ofNullable(ENTRY.get(key)).map(Value::new),
                MapTree.prove(NODES, key)))
        .map(each -> Codec.encode(OfMap.class, each).toArray());
  }

  @MethodSource("ofMaps")
  @FuzzTest
  void aMapShowsWhatItHasAndNothingElse(byte[] data) {
    Codec.decode(OfMap.class, Bytes.copyOf(data))
        .found()
        .ifPresent(asked -> {
          boolean shown =
              asked
                  .value
                  .map(value -> asked.proof.includes(ROOT, asked.key, value.bytes))
                  .orElseGet(() -> asked.proof.excludes(ROOT, asked.key));
          if (shown) {
            assertThat(Optional.ofNullable(ENTRY.get(asked.key)))
                .isEqualTo(asked.value.map(Value::bytes));
            assertThat(asked.proof).isEqualTo(MapTree.prove(NODES, asked.key));
          }
        });
  }

  static Stream<byte[]> ofLists() {
    return IntStream.range(0, LIST.size())
        .mapToObj(i -> new OfList(LIST.get(i), MerkleTree.prove(LIST, i)))
        .map(each -> Codec.encode(OfList.class, each).toArray());
  }

  @MethodSource("ofLists")
  @FuzzTest
  void aListShowsWhatItHasAndNothingElse(byte[] data) {
    Codec.decode(OfList.class, Bytes.copyOf(data))
        .found()
        .filter(asked -> asked.proof.proves(LIST_ROOT, asked.data))
        .ifPresent(asked -> {
          assertThat(LIST).contains(asked.data);
          assertThat(asked.proof.path())
              .isEqualTo(MerkleTree.prove(LIST, LIST.indexOf(asked.data)).path());
        });
  }

  static Stream<byte[]> manifests() {
    List<Subtree> parts = PIECES.stream().map(Cut.Piece::subtree).toList();
    return Stream.of(
        Codec.encode(SnapshotManifest.class, new SnapshotManifest(7, parts)).toArray());
  }

  @MethodSource("manifests")
  @FuzzTest
  void aManifestMakesUpTheStateOnlyOfItsOwnParts(byte[] data) {
    Codec.decode(SnapshotManifest.class, Bytes.copyOf(data))
        .found()
        .filter(manifest -> manifest.makesUp(ROOT))
        .ifPresent(manifest -> assertThat(manifest.parts()).allMatch(each -> each.is(of(each))));
  }

  /** Wherever it is cut: the entries that a part has, in the order of their places. */
  private static List<MapEntry> of(Subtree part) {
    return ENTRY.entrySet().stream()
        .filter(each -> part.covers(each.getKey()))
        .sorted(Comparator.comparing(each -> Digest.of(each.getKey())))
        .map(ProofsFuzzTest::entry)
        .toList();
  }

  static Stream<byte[]> chunks() {
    return IntStream.range(0, PIECES.size())
        .mapToObj(i -> new SnapshotChunk(7, i, PIECES.get(i).entries()))
        .map(each -> Codec.encode(SnapshotChunk.class, each).toArray());
  }

  @MethodSource("chunks")
  @FuzzTest
  void aChunkIsAPartOfTheStateOnlyWithItsEntries(byte[] data) {
    Codec.decode(SnapshotChunk.class, Bytes.copyOf(data))
        .found()
        .filter(chunk -> chunk.part() < PIECES.size())
        .filter(chunk -> PIECES.get(chunk.part()).subtree().is(chunk.entries()))
        .ifPresent(
            chunk -> assertThat(chunk.entries()).isEqualTo(PIECES.get(chunk.part()).entries()));
  }

  private static MapEntry entry(Map.Entry<Bytes, Bytes> of) {
    return new MapEntry(of.getKey(), of.getValue());
  }

  private static Bytes bytes(int i) {
    return Bytes.copyOf(new byte[] {(byte) (i * 37), (byte) i});
  }
}
