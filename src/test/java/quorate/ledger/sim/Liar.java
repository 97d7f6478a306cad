package quorate.ledger.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.ConsensusMessage;
import quorate.ledger.bft.ConsensusMessage.Certified;
import quorate.ledger.bft.ConsensusMessage.Committed;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.ledger.bft.ConsensusMessage.Voted;
import quorate.ledger.bft.Proposal;
import quorate.ledger.bft.Seal;
import quorate.ledger.bft.SignedProposal;
import quorate.ledger.bft.SignedVote;
import quorate.ledger.bft.Value;
import quorate.ledger.bft.Vote;
import quorate.ledger.bft.VoteType;
import quorate.ledger.chain.Body;
import quorate.ledger.chain.PeerMessage;
import quorate.ledger.chain.PeerMessage.Agree;
import quorate.ledger.state.Block;
import quorate.ledger.state.Header;
import quorate.ledger.state.SignedTransaction;
import quorate.sim.Chance;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;

/** A validator that does not keep to the rules: a real replica, and what becomes of what it says. */
final class Liar {
  /** The classes of liars (ledger.md §10). */
  enum Kind {
    /** Tells one half something and the other half something else. */
    EQUIVOCATOR,
    /** Loses its whole disk again and again. */
    AMNESIAC,
    /** Keeps most of what it has from most. */
    WITHHOLDER,
    /** Makes certificates up, of all that it can sign and all that it cannot. */
    FORGER,
    /** Votes for nothing, ever. */
    NULLER,
    /** Says old things again, claims heights, asks for much. */
    SPAMMER,
    /** Proposes what cannot be executed. */
    SPOILER,
    /** One key, run twice, each heard by one half. */
    TWIN
  }

  private static final int KEPT_MAX = 40;

  private final LedgerSimulation network;
  private final int index;
  private final NodeId id;
  private final Kind kind;
  private final Chance chance;
  private final List<PeerMessage> kept = new ArrayList<>();
  private final Spoiler spoiler;

  Liar(LedgerSimulation network, int index, Kind kind, Chance chance) {
    this.network = network;
    this.index = index;
    this.id = World.validator(index);
    this.kind = kind;
    this.chance = chance;
    this.spoiler = new Spoiler(network, id, chance.fork(1));
  }

  boolean is(SimReplica node) {
    return node.id.equals(id);
  }

  /** What one of the others hears instead. */
  List<PeerMessage> said(SimReplica from, SimReplica to, PeerMessage message) {
    boolean even = to.index % 2 == 0;
    return switch (kind) {
      case AMNESIAC -> List.of(message);
      case TWIN -> (from.index == index) == even ? List.of(message) : List.of();
      case WITHHOLDER -> chance.happens(0.6) ? List.of() : List.of(message);
      case NULLER -> List.of(nil(message));
      case EQUIVOCATOR -> List.of(even ? message : other(message));
      case FORGER -> forged(message);
      case SPAMMER -> spammed(message);
      case SPOILER -> List.of(spoiled(message));
    };
  }

  /** What it does besides, now and then. */
  void act(long untilMicros) {
    if (network.time.nowMicros() >= untilMicros) {
      return;
    }
    if (kind == Kind.AMNESIAC && network.nodes.get(index).up() && chance.happens(0.5)) {
      network.nodes.get(index).wipe();
    }
    network.time.after(300_000 + chance.below(500_000), () -> act(untilMicros));
  }

  private PeerMessage nil(PeerMessage message) {
    return message instanceof Agree(Voted(var votes))
        ? new Agree(new Voted(votes.stream().map(vote -> vote(vote, Optional.empty())).toList()))
        : message;
  }

  private PeerMessage other(PeerMessage message) {
    return switch (message) {
      case Agree(Voted(var votes)) -> {
        Optional<Digest> value = Optional.of(spoiler.lastValue());
        yield new Agree(
            new Voted(
                votes.stream()
                    .map(vote -> vote(vote, vote.vote().value().isEmpty() ? value : Optional.empty()))
                    .toList()));
      }
      case Agree(Proposed proposed) when mine(proposed) ->
          propose(proposed, spoiler.later(proposed.value()));
      case PeerMessage same -> same;
    };
  }

  /** One's own votes changed; those of others cannot be. */
  private SignedVote vote(SignedVote signed, Optional<Digest> value) {
    Vote vote = signed.vote();
    if (!vote.validator().equals(id)) {
      return signed;
    }
    return sign(new Vote(vote.type(), vote.height(), vote.round(), value, -1, id));
  }

  private SignedVote sign(Vote vote) {
    return new SignedVote(vote, Fake.sign(id, network.world.electorate.signBytes(vote)));
  }

  private boolean mine(Proposed proposed) {
    return proposed.signed().proposal().proposer().equals(id);
  }

  private PeerMessage propose(Proposed proposed, Value value) {
    Proposal old = proposed.signed().proposal();
    Proposal proposal = new Proposal(old.height(), old.round(), -1, value.id(), id);
    SignedProposal signed =
        new SignedProposal(
            proposal, Fake.sign(id, network.world.electorate.signBytes(proposal)));
    return new Agree(new Proposed(signed, value, Optional.empty()));
  }

  private PeerMessage spoiled(PeerMessage message) {
    return message instanceof Agree(Proposed proposed) && mine(proposed) && chance.happens(0.8)
        ? propose(proposed, spoiler.spoil(proposed.value()))
        : message;
  }

  private List<PeerMessage> spammed(PeerMessage message) {
    kept.add(message);
    if (kept.size() > KEPT_MAX) {
      kept.remove(chance.below(KEPT_MAX));
    }
    List<PeerMessage> all = new ArrayList<>(List.of(message));
    all.add(kept.get(chance.below(kept.size())));
    List<SignedTransaction> sent = network.workload.sent;
    if (!sent.isEmpty()) {
      SignedTransaction old = sent.get(chance.below(sent.size()));
      all.add(new PeerMessage.Waiting(List.of(old, spoiler.unsigned(old))));
    }
    all.add(new PeerMessage.Reached(1 + chance.below(1_000_000_000)));
    all.add(new PeerMessage.AskBlock(1 + chance.below(20)));
    Vote far =
        new Vote(VoteType.PREVOTE, 1 + chance.below(1_000_000), 0, Optional.empty(), -1, id);
    all.add(new Agree(new Voted(List.of(sign(far)))));
    return all;
  }

  private List<PeerMessage> forged(PeerMessage message) {
    List<PeerMessage> all = new ArrayList<>(List.of(message));
    if (message instanceof Agree(ConsensusMessage agree)) {
      Value value = agree instanceof Proposed p ? spoiler.later(p.value()) : spoiler.last();
      long height = agree.height();
      forge(height, value, seals(height, value)).ifPresent(all::add);
      forge(height, value, twice(height, value)).ifPresent(all::add);
      forge(height, value, List.of(seal(id, id, height, value))).ifPresent(all::add);
    }
    return all;
  }

  private Optional<PeerMessage> forge(long height, Value value, List<Seal> seals) {
    try {
      Certificate commit =
          new Certificate(VoteType.PRECOMMIT, height, 0, value.id(), -1, seals);
      return Optional.of(
          new Agree(
              chance.happens(0.5) ? new Committed(value, commit) : new Certified(commit)));
    } catch (IllegalArgumentException refused) {
      return Optional.empty();
    }
  }

  /** In the name of everyone, by one's own key. */
  private List<Seal> seals(long height, Value value) {
    List<Seal> seals = new ArrayList<>();
    for (int i = 0; i < network.world.size; i++) {
      seals.add(seal(World.validator(i), id, height, value));
    }
    return seals;
  }

  private List<Seal> twice(long height, Value value) {
    return java.util.Collections.nCopies(network.world.size, seal(id, id, height, value));
  }

  private Seal seal(NodeId who, NodeId key, long height, Value value) {
    Vote vote = new Vote(VoteType.PRECOMMIT, height, 0, Optional.of(value.id()), -1, who);
    return new Seal(who, Fake.sign(key, network.world.electorate.signBytes(vote)));
  }

  /** Makes other blocks of a block. */
  static final class Spoiler {
    private final LedgerSimulation network;
    private final NodeId id;
    private final Chance chance;
    private Value last;

    Spoiler(LedgerSimulation network, NodeId id, Chance chance) {
      this.network = network;
      this.id = id;
      this.chance = chance;
      this.last = new Value(quorate.task.Bytes.EMPTY, quorate.task.Bytes.EMPTY);
    }

    Value last() {
      return last;
    }

    Digest lastValue() {
      return last.id();
    }

    /** As valid as the block, and not the same. */
    Value later(Value value) {
      Header header = SimReplica.decode(Header.class, value.header());
      last =
          new Value(
              Codec.encode(
                  Header.class,
                  new Blocky(header).time(header.timeMillis() + 1)),
              value.body());
      return last;
    }

    Value spoil(Value value) {
      last = Spoiled.of(network, id, value, chance);
      return last;
    }

    SignedTransaction unsigned(SignedTransaction signed) {
      return new SignedTransaction(signed.transaction(), Fake.sign(id, signed.encoded()));
    }
  }

  /** A header with something else in one place. */
  record Blocky(Header of) {
    Header time(long timeMillis) {
      return new Header(
          of.chain(), of.height(), timeMillis, of.previous(), of.transactions(), of.results(),
          of.state(), of.validators(), of.nextValidators(), of.evidence(), of.lastCommit(),
          of.proposer());
    }

    Header state(Digest state) {
      return new Header(
          of.chain(), of.height(), of.timeMillis(), of.previous(), of.transactions(),
          of.results(), state, of.validators(), of.nextValidators(), of.evidence(),
          of.lastCommit(), of.proposer());
    }

    Block block(Body body) {
      return new Block(of, body.transactions(), body.lastCommit());
    }
  }
}
