package quorate.ledger.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import quorate.ledger.proof.Cut;
import quorate.ledger.proof.MapEntry;
import quorate.ledger.proof.MapTree;
import quorate.ledger.proof.NodeReader;
import quorate.ledger.sync.RestoreInput.ChunkCame;
import quorate.ledger.sync.RestoreInput.Gone;
import quorate.ledger.sync.RestoreInput.ManifestCame;
import quorate.ledger.sync.RestoreInput.Offered;
import quorate.ledger.sync.RestoreInput.Tick;
import quorate.ledger.sync.RestoreOrder.AskChunk;
import quorate.ledger.sync.RestoreOrder.AskManifest;
import quorate.ledger.sync.RestoreOrder.Blame;
import quorate.ledger.sync.RestoreOrder.Finish;
import quorate.ledger.sync.RestoreOrder.Keep;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;

class RestoreTest {
  private static final long HEIGHT = 64;
  private static final long TIMEOUT = 1_000;
  private static final List<NodeId> PEERS = Stream.of(node(1), node(2), node(3)).sorted().toList();

  private final List<MapEntry> state = entries(300);
  private final Digest root = root(state);
  private final List<Cut.Piece> pieces = Cut.of(state, 500);
  private final SnapshotManifest manifest =
      new SnapshotManifest(HEIGHT, pieces.stream().map(Cut.Piece::subtree).toList());
  private final Restore restore = new Restore(HEIGHT, root, TIMEOUT);
  private final List<RestoreOrder> orders = new ArrayList<>();
  private long now;

  private static NodeId node(int number) {
    return new NodeId(Digest.of(new byte[] {(byte) number}).value());
  }

  private static List<MapEntry> entries(int count) {
    List<MapEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bytes key = Bytes.copyOf(new byte[] {'k', (byte) (i >> 8), (byte) i});
      entries.add(new MapEntry(key, Digest.of(key).value()));
    }
    return entries;
  }

  private static Digest root(List<MapEntry> entries) {
    Map<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    entries.forEach(each -> changes.put(each.key(), Optional.of(each.value())));
    return MapTree.update(NodeReader.NONE, changes).root();
  }

  private List<RestoreOrder> feed(RestoreInput input) {
    List<RestoreOrder> due = restore.on(input);
    orders.addAll(due);
    return due;
  }

  private SnapshotChunk chunk(int part) {
    return new SnapshotChunk(HEIGHT, part, pieces.get(part).entries());
  }

  /** All peers offer; the first is asked for the manifest, and gives it. */
  private List<RestoreOrder> begun() {
    PEERS.forEach(peer -> feed(new Offered(peer, now)));
    return feed(new ManifestCame(PEERS.getFirst(), manifest, now));
  }

  /** Whoever is asked, answers truly. */
  private void serve(List<RestoreOrder> asked) {
    List<RestoreOrder> due = new ArrayList<>(asked);
    while (!due.isEmpty()) {
      RestoreOrder order = due.removeFirst();
      if (order instanceof AskChunk(NodeId peer, long unused, int part)) {
        due.addAll(feed(new ChunkCame(peer, chunk(part), now)));
      } else if (order instanceof AskManifest(NodeId peer, long unused)) {
        due.addAll(feed(new ManifestCame(peer, manifest, now)));
      }
    }
  }

  private List<MapEntry> kept() {
    return orders.stream()
        .filter(Keep.class::isInstance)
        .flatMap(order -> ((Keep) order).entries().stream())
        .toList();
  }

  @Test
  void allOfTheStateIsKeptOnceWhenPeersAnswer() {
    List<RestoreOrder> asked = begun();
    assertThat(asked).hasSize(PEERS.size()).allMatch(AskChunk.class::isInstance);
    serve(asked);
    assertThat(restore.finished()).isTrue();
    assertThat(restore.perMille()).isEqualTo(1000);
    assertThat(orders.getLast()).isEqualTo(new Finish(HEIGHT));
    assertThat(kept()).containsExactlyInAnyOrderElementsOf(state);
  }

  @Test
  void anEmptyStateIsFinishedWithItsManifest() {
    Restore empty = new Restore(0, root(List.of()), TIMEOUT);
    empty.on(new Offered(PEERS.getFirst(), 0));
    SnapshotManifest none = new SnapshotManifest(0, List.of());
    assertThat(empty.on(new ManifestCame(PEERS.getFirst(), none, 0)))
        .containsExactly(new Finish(0));
  }

  @Test
  void asksAnotherForTheManifestWhenOneLies() {
    PEERS.forEach(peer -> feed(new Offered(peer, now)));
    assertThat(orders).containsExactly(new AskManifest(PEERS.getFirst(), HEIGHT));
    SnapshotManifest shorter = new SnapshotManifest(HEIGHT, manifest.parts().subList(1, 5));
    assertThat(feed(new ManifestCame(PEERS.getFirst(), shorter, now)))
        .containsExactly(new Blame(PEERS.getFirst()), new AskManifest(PEERS.get(1), HEIGHT));
    SnapshotManifest older = new SnapshotManifest(HEIGHT - 1, manifest.parts());
    assertThat(feed(new ManifestCame(PEERS.get(1), older, now)))
        .containsExactly(new Blame(PEERS.get(1)), new AskManifest(PEERS.get(2), HEIGHT));
  }

  @Test
  void keepsNothingOfAChunkThatIsNotWhatTheManifestSays() {
    begun();
    List<MapEntry> wrong = new ArrayList<>(pieces.getFirst().entries());
    wrong.set(0, new MapEntry(wrong.getFirst().key(), Bytes.copyOf(new byte[] {1})));
    List<RestoreOrder> due =
        feed(new ChunkCame(PEERS.getFirst(), new SnapshotChunk(HEIGHT, 0, wrong), now));
    assertThat(due).contains(new Blame(PEERS.getFirst())).noneMatch(Keep.class::isInstance);
    assertThat(kept()).isEmpty();
    serve(feed(new ChunkCame(PEERS.get(1), chunk(1), now)));
    assertThat(restore.finished()).as("the others have given it").isFalse();
    serve(feed(new ChunkCame(PEERS.get(2), chunk(2), now)));
    assertThat(kept()).containsExactlyInAnyOrderElementsOf(state);
  }

  @Test
  void aPeerThatSendsWrongChunksRestsInsteadOfBeingAskedAtOnce() {
    begun();
    SnapshotChunk wrong = new SnapshotChunk(HEIGHT, 0, pieces.getLast().entries());
    assertThat(feed(new ChunkCame(PEERS.getFirst(), wrong, now)))
        .containsExactly(new Blame(PEERS.getFirst()));
    now += TIMEOUT;
    assertThat(feed(new Tick(now)))
        .as("it has rested, and the others are silent by now")
        .contains(new AskChunk(PEERS.getFirst(), HEIGHT, 2));
  }

  @Test
  void asksAnotherWhenOneIsSilentAndTakesWhatComesLate() {
    begun();
    now += TIMEOUT;
    assertThat(feed(new Tick(now))).as("all are silent, and rest").isEmpty();
    feed(new ChunkCame(PEERS.get(1), chunk(1), now));
    assertThat(kept()).isNotEmpty();
    now += TIMEOUT;
    serve(feed(new Tick(now)));
    assertThat(restore.finished()).isTrue();
    assertThat(kept()).containsExactlyInAnyOrderElementsOf(state);
  }

  @Test
  void asksAnotherWhenOneIsGone() {
    begun();
    feed(new Gone(PEERS.getFirst(), now));
    serve(feed(new ChunkCame(PEERS.get(1), chunk(1), now)));
    serve(feed(new ChunkCame(PEERS.get(2), chunk(2), now)));
    assertThat(kept()).containsExactlyInAnyOrderElementsOf(state);
    assertThat(feed(new Gone(PEERS.get(1), now))).isEmpty();
  }

  @Test
  void hearsNobodyWhoWasNotAskedAndNoChunkOfAnotherHeight() {
    begun();
    assertThat(feed(new ChunkCame(node(9), chunk(0), now))).isEmpty();
    SnapshotChunk other = new SnapshotChunk(HEIGHT + 1, 0, pieces.getFirst().entries());
    assertThat(feed(new ChunkCame(PEERS.getFirst(), other, now))).isEmpty();
    int beyond = SnapshotManifest.PARTS_MAX - 1;
    SnapshotChunk none = new SnapshotChunk(HEIGHT, beyond, pieces.getFirst().entries());
    assertThat(feed(new ChunkCame(PEERS.getFirst(), none, now)))
        .containsExactly(new Blame(PEERS.getFirst()));
  }

  @Test
  void endsWithTheWholeStateWhateverOneHonestPeerAmongLiarsIsUpAgainst() {
    for (long seed = 0; seed < 200; seed++) {
      Random chance = new Random(seed);
      Restore one = new Restore(HEIGHT, root, TIMEOUT);
      List<RestoreOrder> due = new ArrayList<>();
      List<MapEntry> kept = new ArrayList<>();
      PEERS.forEach(peer -> due.addAll(one.on(new Offered(peer, 0))));
      long at = 0;
      for (int step = 0; step < 10_000 && !one.finished(); step++) {
        if (due.isEmpty()) {
          at += TIMEOUT;
          due.addAll(one.on(new Tick(at)));
          continue;
        }
        Collections.shuffle(due, chance);
        RestoreOrder order = due.removeFirst();
        if (order instanceof Keep(int unused, List<MapEntry> entries)) {
          kept.addAll(entries);
        }
        due.addAll(answer(order, chance, at).map(one::on).orElse(List.of()));
      }
      due.stream().filter(Keep.class::isInstance).forEach(o -> kept.addAll(((Keep) o).entries()));
      assertThat(one.finished()).as("seed %d", seed).isTrue();
      assertThat(kept).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(state);
    }
  }

  /** The first peer is honest, but sometimes silent; the others are liars. */
  private Optional<RestoreInput> answer(RestoreOrder order, Random chance, long at) {
    int how = chance.nextInt(10);
    return switch (order) {
      case AskManifest(NodeId peer, long unused) -> {
        boolean honest = peer.equals(PEERS.getFirst()) || how == 0;
        SnapshotManifest lie = new SnapshotManifest(HEIGHT, manifest.parts().subList(0, 3));
        yield how == 1
            ? Optional.empty()
            : Optional.of(new ManifestCame(peer, honest ? manifest : lie, at));
      }
      case AskChunk(NodeId peer, long unused, int part) -> {
        boolean honest = peer.equals(PEERS.getFirst());
        int given = honest ? part : (part + how) % pieces.size();
        SnapshotChunk chunk =
            new SnapshotChunk(HEIGHT, how > 6 ? part : given, pieces.get(given).entries());
        yield how == 1 ? Optional.empty() : Optional.of(new ChunkCame(peer, chunk, at));
      }
      default -> Optional.empty();
    };
  }
}
