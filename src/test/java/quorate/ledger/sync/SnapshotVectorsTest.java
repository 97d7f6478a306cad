package quorate.ledger.sync;

import java.util.List;
import quorate.ledger.proof.MapEntry;
import quorate.ledger.proof.Subtree;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.wire.VectorsContract;

/** What those who catch up by a snapshot are given. */
class SnapshotVectorsTest extends VectorsContract {
  private static final MapEntry ONE = new MapEntry(Bytes.ofHex("01ff"), Bytes.ofHex("0a0b0c"));
  private static final MapEntry NOTHING = new MapEntry(Bytes.ofHex("02"), Bytes.EMPTY);

  @Override
  protected String file() {
    return "ledger/snapshot-vectors.txt";
  }

  @Override
  protected List<Sample<?>> samples() {
    List<Subtree> parts =
        List.of(
            new Subtree(Bytes.ofHex("00"), 1, Digest.of(Bytes.ofHex("01"))),
            new Subtree(Bytes.ofHex("a8"), 5, Digest.of(Bytes.ofHex("02"))),
            new Subtree(Bytes.EMPTY, 0, Digest.of(Bytes.ofHex("03"))));
    return List.of(
        new Sample<>("Subtree", Subtree.class, parts.get(1)),
        new Sample<>("SnapshotManifest", SnapshotManifest.class, new SnapshotManifest(9, parts)),
        new Sample<>(
            "SnapshotManifest.empty", SnapshotManifest.class, new SnapshotManifest(0, List.of())),
        new Sample<>(
            "SnapshotChunk",
            SnapshotChunk.class,
            new SnapshotChunk(0x0102030405L, 3, List.of(ONE, NOTHING))));
  }
}
