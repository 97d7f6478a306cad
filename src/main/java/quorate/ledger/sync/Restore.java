package quorate.ledger.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
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
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.Machine;
import quorate.task.NodeId;

/**
 * Takes over the state of one height, whose header is trusted already: first the manifest, from one
 * peer after another until one leads to the state root, then the chunks, from all peers at once.
 *
 * <p>A peer has one thing to answer at a time. One that lets a timeout pass or sends what is wrong
 * rests, longer each time, and is asked after all that did so less often; what it owed is asked of
 * another. A chunk that comes late is taken all the same: it proves itself.
 */
public final class Restore implements Machine<RestoreInput, RestoreOrder> {
  /** The most peers that are asked; further offers are not heard. */
  static final int PEERS_MAX = 100;

  /** How many timeouts a peer rests at most. */
  private static final int RESTS_MAX = 8;

  private final long height;
  private final Digest stateRoot;
  private final long timeoutMillis;
  private final Map<NodeId, Peer> peers = new TreeMap<>();
  private final Deque<Integer> missing = new ArrayDeque<>();
  private @Nullable SnapshotManifest manifest;
  private boolean[] kept = {};
  private int left;

  /**
   * A restoration.
   *
   * @param stateRoot of the trusted header of that height
   * @param timeoutMillis how long a peer has for each answer
   */
  public Restore(long height, Digest stateRoot, long timeoutMillis) {
    Check.argument(timeoutMillis > 0, "a timeout of at least a millisecond");
    this.height = height;
    this.stateRoot = stateRoot;
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public List<RestoreOrder> on(RestoreInput input) {
    List<RestoreOrder> orders = new ArrayList<>();
    if (!finished()) {
      switch (input) {
        case Offered offered -> offered(offered.peer());
        case ManifestCame came -> manifestCame(came, orders);
        case ChunkCame came -> chunkCame(came, orders);
        case Gone gone -> forget(gone.peer());
        case Tick(long now) -> timeOut(now);
      }
      ask(input.nowMillis(), orders);
    }
    return orders;
  }

  /** Whether all of it is kept. */
  public boolean finished() {
    return manifest != null && left == 0;
  }

  /** How much is kept, from 0 to 1000. */
  public int perMille() {
    return kept.length == 0 ? (finished() ? 1000 : 0) : 1000 * (kept.length - left) / kept.length;
  }

  private void offered(NodeId peer) {
    if (peers.size() < PEERS_MAX) {
      peers.putIfAbsent(peer, new Peer(peer));
    }
  }

  private void forget(NodeId node) {
    Peer peer = peers.remove(node);
    if (peer != null) {
      takeBack(peer);
    }
  }

  private void timeOut(long now) {
    for (Peer peer : peers.values()) {
      if (peer.busy && peer.untilMillis <= now) {
        takeBack(peer);
        rest(peer, now);
      }
    }
  }

  /** What it owes is asked of others. */
  private void takeBack(Peer peer) {
    if (peer.busy && peer.part >= 0 && !kept[peer.part]) {
      missing.addFirst(peer.part);
    }
    peer.busy = false;
  }

  private void manifestCame(ManifestCame came, List<RestoreOrder> orders) {
    Peer peer = peers.get(came.peer());
    if (peer == null || manifest != null) {
      return;
    }
    peer.busy = false;
    if (came.manifest().height() != height || !came.manifest().makesUp(stateRoot)) {
      blame(peer, came.nowMillis(), orders);
      return;
    }
    manifest = came.manifest();
    left = manifest.parts().size();
    kept = new boolean[left];
    for (int part = 0; part < left; part++) {
      missing.add(part);
    }
    finish(orders);
  }

  private void chunkCame(ChunkCame came, List<RestoreOrder> orders) {
    Peer peer = peers.get(came.peer());
    int part = came.chunk().part();
    if (peer == null || manifest == null || came.chunk().height() != height) {
      return;
    }
    boolean owed = peer.busy && peer.part == part;
    if (part >= kept.length || !manifest.parts().get(part).is(came.chunk().entries())) {
      takeBack(peer);
      blame(peer, came.nowMillis(), orders);
      return;
    }
    peer.busy = peer.busy && !owed;
    if (!kept[part]) {
      kept[part] = true;
      left--;
      missing.remove(part);
      orders.add(new Keep(part, came.chunk().entries()));
      finish(orders);
    }
  }

  private void blame(Peer peer, long now, List<RestoreOrder> orders) {
    rest(peer, now);
    orders.add(new Blame(peer.node));
  }

  private void rest(Peer peer, long now) {
    peer.failures++;
    peer.restsUntilMillis = now + timeoutMillis * Math.min(peer.failures, RESTS_MAX);
  }

  private void finish(List<RestoreOrder> orders) {
    if (finished()) {
      orders.add(new Finish(height));
    }
  }

  private void ask(long now, List<RestoreOrder> orders) {
    Optional<Peer> free = free(now);
    while (!finished() && free.isPresent() && wanted()) {
      int part = manifest == null ? -1 : missing.removeFirst();
      orders.add(free.get().ask(part, height, now + timeoutMillis));
      free = free(now);
    }
  }

  /** Of manifests one is asked for at a time: they are all the same, or wrong. */
  private boolean wanted() {
    return manifest == null
        ? peers.values().stream().noneMatch(peer -> peer.busy)
        : !missing.isEmpty();
  }

  private Optional<Peer> free(long now) {
    return peers.values().stream()
        .filter(peer -> !peer.busy && peer.restsUntilMillis <= now)
        .min(Comparator.comparingInt(peer -> peer.failures));
  }

  /** One that offered the snapshot, and what it owes. */
  private static final class Peer {
    private final NodeId node;
    private int failures;
    private boolean busy;
    private int part = -1; // -1: the manifest
    private long untilMillis;
    private long restsUntilMillis = Long.MIN_VALUE;

    Peer(NodeId node) {
      this.node = node;
    }

    RestoreOrder ask(int wanted, long height, long answerByMillis) {
      busy = true;
      part = wanted;
      untilMillis = answerByMillis;
      return wanted < 0 ? new AskManifest(node, height) : new AskChunk(node, height, wanted);
    }
  }
}
