package quorate.ledger.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.ConsensusMessage.Committed;
import quorate.ledger.bft.Electorate;
import quorate.ledger.bft.Seal;
import quorate.ledger.bft.Validator;
import quorate.ledger.bft.Validators;
import quorate.ledger.bft.Value;
import quorate.ledger.bft.Vote;
import quorate.ledger.bft.VoteType;
import quorate.ledger.chain.Origin;
import quorate.ledger.chain.PeerMessage;
import quorate.ledger.proof.MapEntry;
import quorate.ledger.proof.Subtree;
import quorate.ledger.state.Header;
import quorate.ledger.state.Seat;
import quorate.ledger.state.Seats;
import quorate.ledger.sync.SnapshotChunk;
import quorate.ledger.sync.SnapshotManifest;
import quorate.simulation.Chance;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;

/** What somebody says who lies about snapshots. */
final class Lender {
  private final World world;
  private final NodeId id;
  private final Chance chance;

  Lender(World world, NodeId id, Chance chance) {
    this.world = world;
    this.id = id;
    this.chance = chance;
  }

  PeerMessage lent(PeerMessage message) {
    return switch (message) {
      case PeerMessage.Reached reached -> new PeerMessage.Reached(1_000_000 + chance.below(1000));
      case PeerMessage.SnapshotOffered(Committed block, var validators) when chance.happens(0.5) ->
          alone(block);
      case PeerMessage.ManifestGiven(SnapshotManifest manifest) -> {
        List<Subtree> parts = manifest.parts();
        yield new PeerMessage.ManifestGiven(
            new SnapshotManifest(manifest.height(), parts.subList(1, parts.size())));
      }
      case PeerMessage.ChunkGiven(SnapshotChunk chunk) ->
          new PeerMessage.ChunkGiven(
              new SnapshotChunk(chunk.height(), chunk.part(), changed(chunk.entries())));
      case PeerMessage other -> other;
    };
  }

  /** A later header, whose only validator it is itself: all that is wrong is who has signed. */
  private PeerMessage alone(Committed block) {
    Header old = SimReplica.decode(Header.class, block.value().header());
    Header header =
        new Header(
            old.chain(),
            old.height() + 8,
            old.timeMillis() + 1,
            old.previous(),
            old.transactions(),
            old.results(),
            old.state(),
            new Seats(List.of(new Seat(id, 1))).digest(),
            old.nextValidators(),
            old.evidence(),
            old.lastCommit(),
            old.proposer());
    Value value = new Value(Codec.encode(Header.class, header), block.value().body());
    Validators me = new Validators(List.of(new Validator(id, 1)));
    return new PeerMessage.SnapshotOffered(new Committed(value, signed(header, value, me)), me);
  }

  private Certificate signed(Header header, Value value, Validators me) {
    Optional<Digest> what = Optional.of(value.id());
    Vote vote = new Vote(VoteType.PRECOMMIT, header.height(), 0, what, -1, id);
    Electorate electorate = new Electorate(Origin.chain(world.genesis.chain()), me);
    Seal seal = new Seal(id, Fake.sign(id, electorate.signBytes(vote)));
    return new Certificate(VoteType.PRECOMMIT, header.height(), 0, value.id(), -1, List.of(seal));
  }

  private static List<MapEntry> changed(List<MapEntry> entries) {
    List<MapEntry> other = new ArrayList<>(entries);
    MapEntry first = other.getFirst();
    other.set(0, new MapEntry(first.key(), Digest.of(first.value()).value()));
    return other;
  }
}
