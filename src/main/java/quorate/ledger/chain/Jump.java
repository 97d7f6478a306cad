package quorate.ledger.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.ConsensusMessage;
import quorate.ledger.bft.Electorate;
import quorate.ledger.bft.Validators;
import quorate.ledger.bft.Verifier;
import quorate.ledger.chain.PeerMessage.SnapshotOffered;
import quorate.ledger.chain.ReplicaOrder.Send;
import quorate.ledger.proof.MapEntry;
import quorate.ledger.proof.MapTree;
import quorate.ledger.proof.MapUpdate;
import quorate.ledger.proof.NodeReader;
import quorate.ledger.state.Block;
import quorate.ledger.state.Header;
import quorate.ledger.state.Seat;
import quorate.ledger.state.Seats;
import quorate.ledger.store.Committed;
import quorate.ledger.sync.Restore;
import quorate.ledger.sync.RestoreInput;
import quorate.ledger.sync.RestoreOrder;
import quorate.ledger.sync.Shelf;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;

/**
 * Catching up by a snapshot: beside the blocks, which go on being fetched meanwhile, so that
 * whoever lies about heights, offers or chunks holds nothing up. A snapshot counts only when its
 * header was decided by a quorum of the validators that it names, and more than a third of the
 * power that votes here has signed it, too: then an honest one of those did, who executed all
 * blocks before it (Tendermint's light client, trust level 1/3).
 */
final class Jump {
  /** After so many timeouts without a new chunk a snapshot is given up: peers have it no longer. */
  static final int PATIENCE = 10;

  /** How many timeouts a peer rests at most whose offer was none. */
  private static final int RESTS_MAX = 32;

  private final Digest chain;
  private final ReplicaPolicy policy;
  private final Verifier verifier;
  private final Generosity lending = new Generosity();
  private final Map<NodeId, Rest> rests = new TreeMap<>(); // of peers that catching up knows
  private final Map<Bytes, Optional<Bytes>> entries = new TreeMap<>(); // at most Shelf's
  private Optional<NodeId> asked = Optional.empty();
  private long answerByMillis;
  private @Nullable Goal goal;
  private @Nullable Restore restore;
  private long bytes;
  private long progressMillis;

  private record Rest(int failures, long untilMillis) {}

  /** A header that is trusted, and what was decided with it. */
  private record Goal(ConsensusMessage.Committed block, Validators validators, Header header) {}

  Jump(Digest chain, ReplicaPolicy policy, Verifier verifier) {
    this.chain = chain;
    this.policy = policy;
    this.verifier = verifier;
  }

  /**
   * Time passes.
   *
   * @param tip the last height that is stored
   * @param idleMillis since a height was stored: blocks that others seem to have may not come
   */
  List<Send> tick(long tip, long idleMillis, CatchUp peers, long nowMillis) {
    if (goal != null && (goal.header.height() <= tip || late(nowMillis))) {
      giveUp();
    }
    if (goal != null && restore != null) {
      long height = goal.header.height();
      peers.claiming(height).forEach(peer -> feed(new RestoreInput.Offered(peer, nowMillis)));
      return feed(new RestoreInput.Tick(nowMillis));
    }
    if (asked.isPresent() && answerByMillis <= nowMillis) {
      rest(asked.get(), nowMillis);
      asked = Optional.empty();
    }
    boolean stuck = idleMillis > PATIENCE * policy.askMillis();
    long from = tip + (stuck ? 1 : policy.snapshots().farHeights());
    return asked.isEmpty() ? ask(from, peers, nowMillis) : List.of();
  }

  private boolean late(long nowMillis) {
    return nowMillis - progressMillis > PATIENCE * policy.askMillis();
  }

  private List<Send> ask(long from, CatchUp peers, long nowMillis) {
    Optional<NodeId> peer =
        peers.claiming(from).stream()
            .filter(each -> rest(each).untilMillis <= nowMillis)
            .min(Comparator.comparingInt(each -> rest(each).failures));
    asked = peer;
    answerByMillis = nowMillis + policy.askMillis();
    return peer.map(id -> new Send(id, new PeerMessage.AskSnapshot(from))).stream().toList();
  }

  private Rest rest(NodeId peer) {
    return rests.getOrDefault(peer, new Rest(0, Long.MIN_VALUE));
  }

  private void rest(NodeId peer, long nowMillis) {
    if (rests.size() < CatchUp.PEERS_MAX || rests.containsKey(peer)) {
      int failures = Math.min(rest(peer).failures + 1, RESTS_MAX);
      rests.put(peer, new Rest(failures, nowMillis + failures * policy.askMillis()));
    }
  }

  /** What a peer asks of snapshots is answered from the shelf; what it gives is looked at. */
  List<? extends ReplicaOrder> hear(
      NodeId from, PeerMessage message, long tip, Electorate voters, long nowMillis) {
    return switch (message) {
      case PeerMessage.AskSnapshot ask -> lend(from, ask, 0, nowMillis);
      case PeerMessage.AskManifest ask -> lend(from, ask, 1, nowMillis);
      case PeerMessage.AskChunk ask -> lend(from, ask, 2L + ask.part(), nowMillis);
      case SnapshotOffered offer -> offered(from, offer, tip, voters, nowMillis);
      case PeerMessage.ManifestGiven given ->
          feed(new RestoreInput.ManifestCame(from, given.manifest(), nowMillis));
      case PeerMessage.ChunkGiven given ->
          feed(new RestoreInput.ChunkCame(from, given.chunk(), nowMillis));
      default -> List.of();
    };
  }

  private List<ReplicaOrder> lend(NodeId to, PeerMessage asked, long what, long nowMillis) {
    return lending.allows(to, what, nowMillis)
        ? List.of(new ReplicaOrder.Lend(to, asked))
        : List.of();
  }

  /** Begins with what was offered, if it is what was asked for and can be trusted. */
  private List<Send> offered(
      NodeId from, SnapshotOffered offer, long tip, Electorate voters, long nowMillis) {
    if (goal != null || !asked.equals(Optional.of(from))) {
      return List.of();
    }
    asked = Optional.empty();
    Optional<Header> header = trusted(offer, voters).filter(each -> each.height() > tip);
    if (header.isEmpty()) {
      rest(from, nowMillis);
      return List.of();
    }
    goal = new Goal(offer.block(), offer.validators(), header.get());
    restore = new Restore(header.get().height(), header.get().state(), policy.askMillis());
    progressMillis = nowMillis;
    return feed(new RestoreInput.Offered(from, nowMillis));
  }

  private Optional<Header> trusted(SnapshotOffered offer, Electorate voters) {
    Certificate commit = offer.block().commit();
    Electorate theirs = new Electorate(Origin.chain(chain), offer.validators());
    long known = commit.signers().stream().distinct().mapToLong(voters::power).sum();
    return Body.header(offer.block().value())
        .filter(header -> header.chain().equals(chain) && header.height() == commit.height())
        .filter(header -> header.validators().equals(digest(offer.validators())))
        .filter(header -> known >= voters.honestMin())
        .filter(header -> offer.block().flaw(theirs, verifier).isEmpty());
  }

  /** As headers say it; nothing that a header says when these are no seats. */
  private static Digest digest(Validators validators) {
    List<Seat> seats =
        validators.members().stream()
            .map(each -> new Seat(each.id(), each.power()))
            .sorted(Comparator.comparing(Seat::validator))
            .toList();
    try {
      return new Seats(seats).digest();
    } catch (IllegalArgumentException none) {
      return Digest.of(Bytes.EMPTY);
    }
  }

  private List<Send> feed(RestoreInput input) {
    if (restore == null) {
      return List.of();
    }
    List<Send> sends = new ArrayList<>();
    for (RestoreOrder order : restore.on(input)) {
      switch (order) {
        case RestoreOrder.AskManifest(NodeId peer, long height) ->
            sends.add(new Send(peer, new PeerMessage.AskManifest(height)));
        case RestoreOrder.AskChunk(NodeId peer, long height, int part) ->
            sends.add(new Send(peer, new PeerMessage.AskChunk(height, part)));
        case RestoreOrder.Keep(int part, var some) -> keep(some, input.nowMillis());
        case RestoreOrder.Finish finish -> {}
        case RestoreOrder.Blame(NodeId peer) -> rest(peer, input.nowMillis());
      }
    }
    if (entries.size() > Shelf.ENTRIES_MAX || bytes > Shelf.BYTES_MAX) {
      giveUp(); // an honest node would not have offered it
    }
    return sends;
  }

  private void keep(List<MapEntry> some, long nowMillis) {
    progressMillis = nowMillis;
    for (MapEntry each : some) {
      entries.put(each.key(), Optional.of(each.value()));
      bytes += each.key().size() + each.value().size();
    }
  }

  private void giveUp() {
    goal = null;
    restore = null;
    entries.clear();
    bytes = 0;
  }

  /** All that a height above the tip leaves behind, once all of it is here. */
  Optional<Committed> landed(long tip) {
    if (goal == null || restore == null || !restore.finished()) {
      return Optional.empty();
    }
    Optional<Committed> whole = whole(goal);
    giveUp();
    return whole.filter(height -> height.height() > tip);
  }

  private Optional<Committed> whole(Goal reached) {
    MapUpdate tree = MapTree.update(NodeReader.NONE, entries);
    Optional<Block> block = Body.block(reached.block.value()).found();
    if (block.isEmpty()
        || !tree.root().equals(reached.header.state())
        || tree.nodes().size() > Committed.CHANGES_MAX) {
      return Optional.empty();
    }
    return Optional.of(
        new Committed(
            reached.header.height(),
            reached.block.value().header(),
            reached.block.value().body(),
            new Previous(reached.block.commit(), reached.validators).encoded(),
            block.get().transactions().stream().map(each -> each.id(chain)).toList(),
            Origin.changes(entries),
            Origin.changes(tree.nodes()),
            tree.root()));
  }

  /** When it is to be looked at again; {@link Long#MAX_VALUE} when nothing is under way. */
  long nextMillis(long nowMillis) {
    if (goal != null) {
      return nowMillis + policy.askMillis();
    }
    return asked.isPresent() ? answerByMillis : Long.MAX_VALUE;
  }
}
