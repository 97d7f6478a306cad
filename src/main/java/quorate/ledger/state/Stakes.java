package quorate.ledger.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import quorate.ledger.state.Entry.Offence;
import quorate.ledger.state.Entry.Stake;
import quorate.ledger.state.Entry.Stake.Unbonding;
import quorate.ledger.state.Operation.Evidence;
import quorate.ledger.state.Operation.NodeRegister;
import quorate.ledger.state.Operation.Unstake;
import quorate.task.NodeId;

/** Bonds, unbonds and slashes stakes on a draft. */
final class Stakes {
  private final Draft draft;
  private final Rules rules;
  private final long height;

  Stakes(Draft draft, Rules rules, long height) {
    this.draft = draft;
    this.rules = rules;
    this.height = height;
  }

  Step register(AccountId sender, NodeRegister register) {
    Stake stake = stake(sender.node());
    if (draft.account(sender).balance() < register.stake()) {
      return new Step.Refused(Refusal.BALANCE_TOO_LOW);
    }
    long bonded = Credits.add(stake.bonded(), register.stake());
    if (bonded < rules.policy().stakeMin()) {
      return new Step.Refused(Refusal.STAKE_TOO_LOW);
    }
    draft.account(sender, account -> account.minus(register.stake()));
    draft.totals(totals -> totals.staking(register.stake()));
    draft.put(StateKey.stake(sender.node()), new Stake(bonded, stake.unbonding()));
    return new Step.Done(register.stake());
  }

  Step unstake(AccountId sender, Unstake unstake) {
    Stake stake = stake(sender.node());
    if (stake.bonded() < unstake.amount()) {
      return new Step.Refused(Refusal.STAKE_TOO_LOW);
    }
    long bonded = Credits.less(stake.bonded(), unstake.amount());
    if (bonded != 0 && bonded < rules.policy().stakeMin()) {
      return new Step.Refused(Refusal.STAKE_TOO_LOW); // all of it, or leave a whole stake
    }
    if (!backs(bonded, sender.node())) {
      return new Step.Refused(Refusal.STAKE_IN_USE);
    }
    if (stake.unbonding().size() == Stake.UNBONDING_MAX) {
      return new Step.Refused(Refusal.UNBONDING_TOO_MANY);
    }
    List<Unbonding> unbonding = new ArrayList<>(stake.unbonding());
    unbonding.add(new Unbonding(unstake.amount(), height + rules.policy().unbondingBlocks()));
    draft.put(StateKey.stake(sender.node()), new Stake(bonded, unbonding));
    return new Step.Done(unstake.amount());
  }

  /** What has unbonded goes to the balance; empty when nothing has. */
  OptionalLong withdraw(AccountId sender) {
    Stake stake = stake(sender.node());
    List<Unbonding> waiting = new ArrayList<>(stake.unbonding());
    waiting.removeIf(part -> part.height() <= height);
    if (waiting.size() == stake.unbonding().size()) {
      return OptionalLong.empty();
    }
    Stake rest = new Stake(stake.bonded(), waiting);
    long free = Credits.less(stake.total(), rest.total());
    put(sender.node(), rest);
    draft.account(sender, account -> account.plus(free));
    draft.totals(totals -> totals.staking(-free));
    return OptionalLong.of(free);
  }

  /**
   * Slashes a validator, once for each height, and takes its seat where the epoch allows that.
   * Whether it had a seat at that height is not asked, since a node that began from a snapshot
   * cannot know: who never votes twice has nothing to fear.
   */
  Step punish(Evidence evidence, Rotations rotations) {
    NodeId offender = evidence.offender();
    StateKey<Offence> key = StateKey.offence(offender, evidence.height());
    Optional<Refusal> refused = unpunishable(evidence, key, rotations);
    if (refused.isPresent()) {
      return new Step.Refused(refused.get());
    }
    Stake before = stake(offender);
    Stake after = slashed(before);
    long slashed = Credits.less(before.total(), after.total());
    put(offender, after);
    draft.totals(totals -> totals.staking(-slashed).burning(slashed));
    draft.put(key, new Offence(slashed, height));
    rotations.unseat(offender);
    return new Step.Done(slashed);
  }

  private Optional<Refusal> unpunishable(
      Evidence evidence, StateKey<Offence> key, Rotations rotations) {
    if (evidence.height() >= height
        || height - evidence.height() > rules.policy().evidenceBlocks()) {
      return Optional.of(Refusal.EVIDENCE_UNTIMELY);
    }
    if (draft.find(key).isPresent()) {
      return Optional.of(Refusal.OFFENCE_PUNISHED);
    }
    NodeId offender = evidence.offender();
    if (stake(offender).empty() && !rotations.seated(offender)) {
      return Optional.of(Refusal.OFFENDER_UNKNOWN);
    }
    boolean proven =
        rules.evidence().proves(rules.chain(), offender, evidence.height(), evidence.proof());
    return proven ? Optional.empty() : Optional.of(Refusal.EVIDENCE_UNPROVEN);
  }

  private Stake slashed(Stake stake) {
    List<Unbonding> unbonding = new ArrayList<>();
    for (Unbonding part : stake.unbonding()) {
      unbonding.add(new Unbonding(rest(part.amount()), part.height()));
    }
    return new Stake(rest(stake.bonded()), unbonding);
  }

  private long rest(long amount) {
    return Credits.less(amount, Credits.perMille(amount, rules.policy().slashPerMille()));
  }

  /** Whether what stays bonded is enough for the power that the node has or is about to have. */
  private boolean backs(long bonded, NodeId node) {
    return rules.policy().authority().isPresent()
        || bonded / rules.policy().stakePerPower() >= powerOf(node);
  }

  private long powerOf(NodeId node) {
    Entry.Rotation rotation = draft.rotation();
    long power = Math.max(rotation.current().powerOf(node), rotation.next().powerOf(node));
    for (Seat change : rotation.pending()) {
      power = change.validator().equals(node) ? Math.max(power, change.power()) : power;
    }
    return power;
  }

  private Stake stake(NodeId node) {
    return draft.find(StateKey.stake(node)).orElse(Stake.NONE);
  }

  private void put(NodeId node, Stake stake) {
    if (stake.empty()) {
      draft.remove(StateKey.stake(node));
    } else {
      draft.put(StateKey.stake(node), stake);
    }
  }
}
