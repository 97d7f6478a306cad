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
import quorate.ledger.bft.Evidence;
import quorate.ledger.bft.Proposal;
import quorate.ledger.bft.Seal;
import quorate.ledger.bft.SignedProposal;
import quorate.ledger.bft.SignedVote;
import quorate.ledger.bft.Value;
import quorate.ledger.bft.Vote;
import quorate.ledger.bft.VoteType;
import quorate.ledger.chain.Charge;
import quorate.ledger.chain.PeerMessage;
import quorate.ledger.chain.PeerMessage.Agree;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.SignedTransaction;
import quorate.simulation.Chance;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;

/**
 * A validator that does not keep to the rules: a real replica, and what becomes of what it says.
 */
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
    TWIN,
    /** Splits a height with the help of the network: {@link Hunter}. */
    HUNTER,
    /** Claims heights that nobody has, and gives of snapshots what is not true: {@link Lender}. */
    LENDER
  }

  private static final int KEPT_MAX = 40;

  private final LedgerSimulation network;
  private final int index;
  private final NodeId id;
  private final Kind kind;
  private final Chance chance;
  private final List<PeerMessage> kept = new ArrayList<>();
  private final Spoiler spoiler;
  private final Hunter hunter;
  private final Lender lender;
  private PeerMessage honest = new PeerMessage.Reached(0); // what was last made worse
  private PeerMessage worse = honest;

  Liar(LedgerSimulation network, int index, Kind kind, Chance chance) {
    this.network = network;
    this.index = index;
    this.id = World.validator(index);
    this.kind = kind;
    this.chance = chance;
    this.spoiler = new Spoiler(network, id, chance.fork(1));
    this.lender = new Lender(network.world, id, chance.fork(3));
    this.hunter = new Hunter(network, this, index, chance.fork(2));
  }

  boolean is(SimReplica node) {
    return node.id.equals(id);
  }

  /** What one of the others hears instead. */
  List<PeerMessage> said(SimReplica from, SimReplica to, PeerMessage message) {
    boolean even = to.index % 2 == 0;
    return switch (kind) {
      case AMNESIAC -> List.of(message);
      case HUNTER -> hunter.hunts(message) ? List.of() : List.of(message);
      case TWIN -> (from.index == index) == even ? List.of(message) : List.of();
      case WITHHOLDER -> chance.happens(0.6) ? List.of() : List.of(message);
      case NULLER -> List.of(nil(message));
      case EQUIVOCATOR -> List.of(even ? message : other(message));
      case FORGER -> forged(message);
      case SPAMMER -> spammed(message);
      case SPOILER -> List.of(spoiled(message));
      case LENDER -> List.of(lender.lent(message));
    };
  }

  /** Whether it has the network lose this. */
  boolean loses(SimReplica from, SimReplica to, PeerMessage message) {
    return kind == Kind.HUNTER && hunter.loses(from, to, message);
  }

  /** It hears what others say, or at least that they said it. */
  void overhears(SimReplica from, PeerMessage message) {
    if (kind == Kind.HUNTER) {
      hunter.overhears(from, message);
    }
  }

  /** What it does besides, now and then. */
  void act(long untilMicros) {
    if (network.time.nowMicros() >= untilMicros) {
      return;
    }
    if (kind == Kind.AMNESIAC && network.nodes.get(index).up() && chance.happens(0.5)) {
      network.nodes.get(index).wipe();
    }
    if (kind == Kind.FORGER) {
      frame();
    }
    network.time.after(300_000 + chance.below(500_000), () -> act(untilMicros));
  }

  /** Accuses somebody of what it has done itself, or has made up. */
  private void frame() {
    NodeId victim =
        World.validator((index + 1 + chance.below(network.world.size - 1)) % network.world.size);
    long height = Math.max(1, network.watch.highest() - 1);
    boolean mine = chance.happens(0.5);
    NodeId voter = mine ? id : victim;
    SignedVote one = sign(new Vote(VoteType.PREVOTE, height, 0, Optional.empty(), -1, voter));
    SignedVote two =
        sign(new Vote(VoteType.PREVOTE, height, 0, Optional.of(spoiler.lastValue()), -1, voter));
    boolean ordered =
        Codec.encode(SignedVote.class, one).compareTo(Codec.encode(SignedVote.class, two)) < 0;
    Evidence evidence =
        ordered ? new Evidence.DoubleVote(one, two) : new Evidence.DoubleVote(two, one);
    Charge charge = new Charge(evidence, network.electorate(height).validators());
    AccountId me = AccountId.of(id);
    SignedTransaction signed =
        network.world.sign(me, network.watch.oracle.nonce(me), charge.against(victim));
    network.nodes.get(chance.below(network.world.size)).submit(signed);
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
                    .map(vote ->
                        vote(vote, vote.vote().value().isEmpty() ? value : Optional.empty()))
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

  SignedVote sign(Vote vote) {
    return new SignedVote(vote, Fake.sign(id, network.electorate(vote.height()).signBytes(vote)));
  }

  private boolean mine(Proposed proposed) {
    return proposed.signed().proposal().proposer().equals(id);
  }

  private PeerMessage propose(Proposed proposed, Value value) {
    Proposal old = proposed.signed().proposal();
    return propose(new Proposal(old.height(), old.round(), -1, value.id(), id), value);
  }

  PeerMessage propose(Proposal proposal, Value value) {
    SignedProposal signed =
        new SignedProposal(
            proposal, Fake.sign(id, network.electorate(proposal.height()).signBytes(proposal)));
    return new Agree(new Proposed(signed, value, Optional.empty()));
  }

  /** The same for all. */
  private PeerMessage spoiled(PeerMessage message) {
    if (message instanceof Agree(Proposed proposed) && mine(proposed)) {
      if (!message.equals(honest)) {
        honest = message;
        worse = propose(proposed, spoiler.spoil(proposed.value()));
      }
      return worse;
    }
    return message;
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
    Vote far = new Vote(VoteType.PREVOTE, 1 + chance.below(1_000_000), 0, Optional.empty(), -1, id);
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
      Certificate commit = new Certificate(VoteType.PRECOMMIT, height, 0, value.id(), -1, seals);
      return Optional.of(
          new Agree(chance.happens(0.5) ? new Committed(value, commit) : new Certified(commit)));
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
    return new Seal(who, Fake.sign(key, network.electorate(height).signBytes(vote)));
  }

  Value mine(Value value) {
    return spoiler.mine(value);
  }

  NodeId id() {
    return id;
  }
}
