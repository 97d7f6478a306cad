package quorate.ledger.sim;

import java.util.Optional;
import quorate.ledger.bft.ConsensusMessage;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.ledger.bft.ConsensusMessage.Voted;
import quorate.ledger.bft.Proposal;
import quorate.ledger.bft.Value;
import quorate.ledger.bft.Vote;
import quorate.ledger.bft.VoteType;
import quorate.ledger.chain.PeerMessage;
import quorate.ledger.chain.PeerMessage.Agree;
import quorate.simulation.Chance;
import quorate.task.Digest;

/**
 * The worst that one of four can do with the network's help: of the three others it has one decide
 * in round 0 and be heard by nobody, one lock, and one see nothing; then it proposes another value
 * in round 1, either as a new one (only the lock stands against it) or as one that a quorum is said
 * to have prevoted (only the proof of that does).
 */
final class Hunter {
  private final LedgerSimulation network;
  private final Liar liar;
  private final int index;
  private final int validRound;
  private long hunted;

  Hunter(LedgerSimulation network, Liar liar, int index, Chance chance) {
    this.network = network;
    this.liar = liar;
    this.index = index;
    this.validRound = chance.below(2) - 1;
  }

  /** Whether its own replica keeps silent about this. */
  boolean hunts(PeerMessage message) {
    return message instanceof Agree(ConsensusMessage agree) && hunts(agree.height());
  }

  private boolean hunts(long height) {
    return network.world.size == 4
        && !network.healed()
        && network.electorate(height) == network.electorate(0)
        && network.electorate(height).proposer(height, 1).equals(liar.id());
  }

  /** What one has decided, or has locked on, the others do not hear. */
  boolean loses(SimReplica from, SimReplica to, PeerMessage message) {
    if (to.index == index || from.index == index) {
      return false;
    }
    if (from.index == first() && message instanceof PeerMessage.Reached) {
      return hunted > 0;
    }
    if (!(message instanceof Agree(ConsensusMessage agree)) || !hunts(agree.height())) {
      return false;
    }
    return switch (agree) {
      case Proposed proposed -> proposed.polka().isPresent();
      case Voted(var votes) ->
          from.index == first()
              && (to.index == last()
                  || votes.stream().anyMatch(vote -> vote.vote().type() == VoteType.PRECOMMIT));
      case ConsensusMessage.Certified certified -> true;
      case ConsensusMessage.Committed committed -> true;
    };
  }

  void overhears(SimReplica from, PeerMessage message) {
    if (message instanceof Agree(Proposed proposed)
        && proposed.signed().proposal().round() == 0
        && from.index == first()
        && proposed.height() > hunted
        && hunts(proposed.height())) {
      hunted = proposed.height();
      split(proposed.height(), proposed.value());
    }
  }

  private void split(long height, Value value) {
    Optional<Digest> id = Optional.of(value.id());
    vote(first(), VoteType.PREVOTE, height, 0, id, -1);
    vote(second(), VoteType.PREVOTE, height, 0, id, -1);
    vote(last(), VoteType.PREVOTE, height, 0, Optional.empty(), -1);
    vote(first(), VoteType.PRECOMMIT, height, 0, id, -1);
    vote(second(), VoteType.PRECOMMIT, height, 0, Optional.empty(), -1);
    vote(last(), VoteType.PRECOMMIT, height, 0, Optional.empty(), -1);
    for (long millis = 300; millis <= 1200; millis += 100) {
      network.time.after(millis * 1000, () -> strike(height, liar.mine(value)));
    }
  }

  private void strike(long height, Value other) {
    Optional<Digest> id = Optional.of(other.id());
    Proposal proposal = new Proposal(height, 1, validRound, other.id(), liar.id());
    for (int to : new int[] {second(), last()}) {
      send(to, liar.propose(proposal, other));
      vote(to, VoteType.PREVOTE, height, 1, id, validRound);
      vote(to, VoteType.PRECOMMIT, height, 1, id, -1);
    }
  }

  private void vote(
      int to, VoteType type, long height, int round, Optional<Digest> value, int validRound) {
    Vote vote = new Vote(type, height, round, value, validRound, liar.id());
    send(to, new Agree(new Voted(java.util.List.of(liar.sign(vote)))));
  }

  private void send(int to, PeerMessage message) {
    network.send(network.nodes.get(index), network.nodes.get(to), message);
  }

  /** Who proposes in round 0 where this one does in round 1. */
  private int first() {
    return (index + 3) % 4;
  }

  private int second() {
    return (index + 1) % 4;
  }

  private int last() {
    return (index + 2) % 4;
  }
}
