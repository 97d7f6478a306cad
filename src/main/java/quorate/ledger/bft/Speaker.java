package quorate.ledger.bft;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.ledger.bft.ConsensusMessage.Voted;
import quorate.ledger.bft.ConsensusOrder.Arm;
import quorate.ledger.bft.ConsensusOrder.Build;
import quorate.ledger.bft.ConsensusOrder.Publish;
import quorate.ledger.bft.ConsensusOrder.SignProposal;
import quorate.ledger.bft.ConsensusOrder.SignVote;
import quorate.task.NodeId;

/** Words what this node says at a height. A node that is no validator says nothing. */
final class Speaker {
  private final Electorate electorate;
  private final NodeId self;
  private final ConsensusPolicy policy;
  private final long height;
  private final Consumer<ConsensusOrder> order;

  Speaker(
      Electorate electorate,
      NodeId self,
      ConsensusPolicy policy,
      long height,
      Consumer<ConsensusOrder> order) {
    this.electorate = electorate;
    this.self = self;
    this.policy = policy;
    this.height = height;
    this.order = order;
  }

  boolean proposes(int round) {
    return electorate.proposer(height, round).equals(self);
  }

  void vote(VoteType type, int round, Vote.Choice choice) {
    if (electorate.has(self)) {
      Vote vote = new Vote(type, height, round, choice.value(), choice.validRound(), self);
      order.accept(new SignVote(vote, electorate.signBytes(vote)));
    }
  }

  void propose(int round, int validRound, Value value, Optional<Certificate> polka) {
    Proposal proposal = new Proposal(height, round, validRound, value.id(), self);
    order.accept(new SignProposal(proposal, electorate.signBytes(proposal), value, polka));
  }

  void build(int round) {
    order.accept(new Build(height, round));
  }

  void arm(Timeout timeout, int round) {
    order.accept(new Arm(timeout, height, round, policy.millis(timeout, round)));
  }

  /** Others hear this node's own vote once it is signed. */
  void publishOwn(SignedVote vote) {
    if (vote.validator().equals(self)) {
      publish(new Voted(List.of(vote)));
    }
  }

  void publishOwn(Proposed proposed) {
    if (proposed.signed().proposer().equals(self)) {
      publish(proposed);
    }
  }

  /**
   * What made this node precommit: at once from a round on (R11 ii), else when it repeats itself.
   */
  void showPolka(Proposed proven) {
    if (proven.proposal().round() >= policy.republishFromRound()) {
      publish(proven);
    }
  }

  /** This node's last votes, with those that brought it to its round (R11 iii). */
  void repeat(int round, VoteKeeper votes, List<SignedVote> entry) {
    List<SignedVote> last = new ArrayList<>();
    votes.prevotes(round).of(self).ifPresent(last::add);
    votes.precommits(round).of(self).ifPresent(last::add);
    last.addAll(entry);
    if (!last.isEmpty()) {
      publish(new Voted(last));
    }
  }

  void publish(ConsensusMessage message) {
    if (electorate.has(self)) {
      order.accept(new Publish(message));
    }
  }
}
