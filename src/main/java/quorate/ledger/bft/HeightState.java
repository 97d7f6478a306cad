package quorate.ledger.bft;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import quorate.ledger.bft.ConsensusInput.Built;
import quorate.ledger.bft.ConsensusInput.Elapsed;
import quorate.ledger.bft.ConsensusInput.Heard;
import quorate.ledger.bft.ConsensusInput.StartHeight;
import quorate.ledger.bft.ConsensusInput.Validated;
import quorate.ledger.bft.ConsensusMessage.Certified;
import quorate.ledger.bft.ConsensusMessage.Committed;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.ledger.bft.ConsensusMessage.Voted;
import quorate.ledger.bft.ConsensusOrder.Accuse;
import quorate.ledger.bft.ConsensusOrder.Arm;
import quorate.ledger.bft.ConsensusOrder.Build;
import quorate.ledger.bft.ConsensusOrder.Cause;
import quorate.ledger.bft.ConsensusOrder.Decide;
import quorate.ledger.bft.ConsensusOrder.Halt;
import quorate.ledger.bft.ConsensusOrder.Publish;
import quorate.ledger.bft.ConsensusOrder.SignProposal;
import quorate.ledger.bft.ConsensusOrder.SignVote;
import quorate.ledger.bft.ConsensusOrder.Want;
import quorate.task.Digest;
import quorate.task.NodeId;

/**
 * One height: the rules of Algorithm 1, each a method that says whether it has changed anything.
 * After every input they are tried in one fixed order until none has (R14), so that nothing depends
 * on which of several enabled rules comes first by chance.
 *
 * <p>Lines are those of the algorithm. "valid(v)" is what {@link Validated} says: as long as it
 * says nothing the rules that need it are not enabled, and the timeouts go on.
 */
final class HeightState {
  private final Electorate electorate;
  private final NodeId self;
  private final ConsensusPolicy policy;
  private final long height;
  private final List<ConsensusOrder> orders = new ArrayList<>();
  private final VoteKeeper votes;
  private final ProposalKeeper proposals;
  private final Locks locks = new Locks();
  private final Set<Integer> amnesiac = new TreeSet<>(); // rounds of polkas that were charged
  private Optional<Certificate> commit = Optional.empty();
  private Optional<Decide> decision = Optional.empty();
  private boolean wanted;
  private boolean halted;

  private int round;
  private Step step = Step.PROPOSE;
  private List<SignedVote> entry = List.of(); // the votes that brought us to this round
  private boolean proposalSigned;
  private boolean polkaSeen;
  private boolean prevoteArmed;
  private boolean precommitArmed;

  HeightState(Electorate electorate, NodeId self, ConsensusPolicy policy, long height) {
    this.electorate = electorate;
    this.self = self;
    this.policy = policy;
    this.height = height;
    this.votes = new VoteKeeper(electorate, evidence -> orders.add(new Accuse(evidence)));
    this.proposals = new ProposalKeeper(height, orders::add);
  }

  List<ConsensusOrder> on(ConsensusInput input) {
    switch (input) {
      case StartHeight start -> startRound(0, List.of());
      case Heard(ConsensusMessage message) -> hear(message);
      case Built built -> built(built);
      case Validated(long ofHeight, Digest value, boolean valid) ->
          validated(ofHeight, value, valid);
      case Elapsed elapsed -> elapsed(elapsed);
    }
    advance();
    List<ConsensusOrder> due = List.copyOf(orders);
    orders.clear();
    return due;
  }

  // what is heard

  private void hear(ConsensusMessage message) {
    switch (message) {
      case Voted(List<SignedVote> heard) -> heard.forEach(this::vote);
      case Proposed proposed -> proposed(proposed);
      case Certified(Certificate certificate) -> certificate(certificate);
      case Committed committed -> committed(committed);
    }
  }

  private void vote(SignedVote vote) {
    if (votes.add(vote) && vote.validator().equals(self)) {
      orders.add(new Publish(new Voted(List.of(vote))));
    }
  }

  private void proposed(Proposed proposed) {
    Proposal proposal = proposed.proposal();
    if (!electorate.proposer(height, proposal.round()).equals(proposal.proposer())) {
      return;
    }
    proposed.polka().ifPresent(this::certificate);
    supplyCommitted(proposal.value(), proposed.value());
    if (proposed.ownPolka().isPresent() && isLate(proposal)) {
      proposals.addLate(proposed);
    }
    boolean kept =
        round - VoteKeeper.PAST_ROUNDS_MAX <= proposal.round() && proposal.round() <= round + 1;
    if (kept && proposals.add(proposed, votes.polkaFor(proposal).isPresent())) {
      publishOwn(proposed);
    }
  }

  private boolean isLate(Proposal proposal) {
    return locks.validRound() < proposal.round() && proposal.round() < round;
  }

  private void publishOwn(Proposed proposed) {
    if (proposed.signed().proposer().equals(self)) {
      orders.add(new Publish(proposed));
    }
  }

  /**
   * Applied as one whole, and each of its votes by itself: they may be what makes us skip to it.
   */
  private void certificate(Certificate certificate) {
    if (certificate.height() != height || certificate.flaw(electorate).isPresent()) {
      return;
    }
    certificate.votes().forEach(votes::add);
    advance();
    votes.certify(certificate);
    if (!certificate.polka()) {
      learnCommit(certificate);
    }
  }

  private void committed(Committed committed) {
    certificate(committed.commit());
    supplyCommitted(committed.commit().value(), committed.value());
  }

  private void supplyCommitted(Digest id, Value value) {
    if (isCommitted(id)) {
      proposals.supplyCommitted(id, value);
    }
  }

  private boolean isCommitted(Digest value) {
    return commit.isPresent() && commit.get().value().equals(value);
  }

  // what was asked for

  private void built(Built built) {
    boolean due = built.height() == height && built.round() == round && !over();
    if (due && isProposer() && !proposalSigned) {
      propose(Round.NONE, built.value(), Optional.empty());
    }
  }

  private void validated(long ofHeight, Digest value, boolean valid) {
    if (ofHeight == height) {
      proposals.validated(value, valid);
    }
  }

  private void elapsed(Elapsed elapsed) {
    if (over() || elapsed.height() != height || elapsed.round() != round) {
      return;
    }
    switch (elapsed.timeout()) {
      case PROPOSE -> timedOut(Step.PROPOSE, VoteType.PREVOTE);
      case PREVOTE -> timedOut(Step.PREVOTE, VoteType.PRECOMMIT);
      case PRECOMMIT -> nextRound();
      case REBROADCAST -> rebroadcast();
    }
  }

  /** Lines 57 to 64. */
  private void timedOut(Step waiting, VoteType type) {
    if (step == waiting) {
      say(type, Vote.Choice.NIL);
    }
  }

  /** Line 65. */
  private void nextRound() {
    if (round < Round.MAX) {
      startRound(round + 1, votes.precommits(round).all());
    }
  }

  // the rules

  private void advance() {
    boolean changed = true;
    while (changed && !over()) {
      changed =
          findCommit()
              || decide()
              || skip()
              || prevote()
              || polka()
              || latePolka()
              || precommitNil()
              || armPrevote()
              || armPrecommit();
    }
    commit.ifPresent(this::chargeAmnesia);
  }

  private boolean over() {
    return halted || decision.isPresent();
  }

  /** Lines 11 to 21 (R0). The proposer waits no longer for its own value than the others do. */
  private void startRound(int next, List<SignedVote> broughtBy) {
    reset(next, broughtBy);
    votes.enter(next);
    proposals.enter(next, locks.validRound(), needed());
    amnesiac.removeIf(each -> each < next - VoteKeeper.PAST_ROUNDS_MAX);
    arm(Timeout.PROPOSE);
    arm(Timeout.REBROADCAST);
    if (isProposer()) {
      locks
          .valid()
          .ifPresentOrElse(
              valid -> propose(locks.validRound(), valid.value(), valid.polka()),
              () -> orders.add(new Build(height, next)));
    }
  }

  private void reset(int next, List<SignedVote> broughtBy) {
    round = next;
    step = Step.PROPOSE;
    entry = broughtBy;
    proposalSigned = false;
    polkaSeen = false;
    prevoteArmed = false;
    precommitArmed = false;
  }

  private Set<Digest> needed() {
    Set<Digest> needed = new TreeSet<>();
    locks.valid().ifPresent(valid -> needed.add(valid.proposal().value()));
    commit.ifPresent(certificate -> needed.add(certificate.value()));
    return needed;
  }

  private boolean isProposer() {
    return electorate.proposer(height, round).equals(self);
  }

  private void propose(int validRound, Value value, Optional<Certificate> polka) {
    proposalSigned = true;
    Proposal proposal = new Proposal(height, round, validRound, value.id(), self);
    orders.add(new SignProposal(proposal, electorate.signBytes(proposal), value, polka));
  }

  /** The commit of any round of this height (R7). */
  private boolean findCommit() {
    boolean changed = false;
    for (Certificate found : votes.certificates(VoteType.PRECOMMIT)) {
      changed |= learnCommit(found);
    }
    return changed;
  }

  private boolean learnCommit(Certificate found) {
    if (commit.isEmpty()) {
      commit = Optional.of(found);
      return true;
    }
    boolean forked = !isCommitted(found.value()) && !halted;
    if (forked) {
      halt(Cause.FORK);
    }
    return forked;
  }

  /** Line 49 (R7), and what to do without the value. */
  private boolean decide() {
    if (commit.isEmpty()) {
      return false;
    }
    Digest id = commit.get().value();
    Optional<Value> value = proposals.value(id);
    if (value.isEmpty()) {
      return want(id);
    }
    proposals.valid(id).ifPresent(valid -> settle(value.get(), commit.get(), valid));
    return over();
  }

  private boolean want(Digest id) {
    boolean first = !wanted;
    if (first) {
      wanted = true;
      orders.add(new Want(height, id));
    }
    return first;
  }

  private void settle(Value value, Certificate certificate, boolean valid) {
    if (valid) {
      Decide decided = new Decide(height, value, certificate);
      decision = Optional.of(decided);
      orders.add(decided);
    } else {
      halt(Cause.COMMITTED_INVALID);
    }
  }

  private void halt(Cause cause) {
    halted = true;
    orders.add(new Halt(height, cause));
  }

  /** Line 55 (R8). */
  private boolean skip() {
    int reached = votes.reached();
    if (reached > round) {
      startRound(reached, votes.beyond(reached));
      return true;
    }
    return false;
  }

  /** Lines 22 (R1) and 28 (R2). */
  private boolean prevote() {
    if (step != Step.PROPOSE) {
      return false;
    }
    for (Proposed proposed : proposals.of(round)) {
      Proposal proposal = proposed.proposal();
      Optional<Boolean> valid = proposals.valid(proposal.value());
      if (valid.isPresent() && (proposal.fresh() || provenValid(proposed))) {
        boolean accepted = valid.get() && locks.permits(proposal.value(), proposal.validRound());
        say(VoteType.PREVOTE, accepted ? proposal.choice() : Vote.Choice.NIL);
        return true;
      }
    }
    return false;
  }

  private boolean provenValid(Proposed proposed) {
    Proposal proposal = proposed.proposal();
    return votes.polka(proposal.validRound(), proposal.value())
        || proposed.polka().filter(p -> p.round() == proposal.validRound()).isPresent();
  }

  /** Line 36 (R4): all prevotes of the polka carry the proposal's valid round. */
  private boolean polka() {
    if (step == Step.PROPOSE || polkaSeen) {
      return false;
    }
    for (Proposed proposed : proposals.of(round)) {
      Optional<Certificate> polka = votes.polkaFor(proposed.proposal());
      if (polka.isPresent() && proposals.knownValid(proposed.proposal().value())) {
        polkaSeen = true;
        Proposed proven = new Proposed(proposed.signed(), proposed.value(), polka);
        locks.holdValid(proven);
        if (step == Step.PREVOTE) {
          precommit(proven);
        }
        return true;
      }
    }
    return false;
  }

  private void precommit(Proposed proven) {
    Digest value = proven.proposal().value();
    locks.lock(value, round);
    say(VoteType.PRECOMMIT, new Vote.Choice(Optional.of(value), Round.NONE));
    if (round >= policy.republishFromRound() && electorate.has(self)) {
      orders.add(new Publish(proven));
    }
  }

  /**
   * A polka of an earlier round that comes late still becomes what we would propose, though we lock
   * nothing: those who are asked to accept it see the polka for themselves.
   */
  private boolean latePolka() {
    List<Proposed> earlier = proposals.before(round);
    proposals.late().ifPresent(earlier::addFirst);
    for (Proposed proposed : earlier) {
      Optional<Certificate> polka =
          proposed.ownPolka().or(() -> votes.polkaFor(proposed.proposal()));
      if (polka.isPresent()
          && proposed.proposal().round() > locks.validRound()
          && proposals.knownValid(proposed.proposal().value())) {
        locks.holdValid(new Proposed(proposed.signed(), proposed.value(), polka));
        return true;
      }
    }
    return false;
  }

  /** Line 44 (R5). */
  private boolean precommitNil() {
    boolean enabled = step == Step.PREVOTE && votes.prevotes(round).quorumForNil();
    if (enabled) {
      say(VoteType.PRECOMMIT, Vote.Choice.NIL);
    }
    return enabled;
  }

  /** Line 34 (R3). */
  private boolean armPrevote() {
    boolean enabled = step == Step.PREVOTE && !prevoteArmed && votes.prevotes(round).quorumVoted();
    if (enabled) {
      prevoteArmed = true;
      arm(Timeout.PREVOTE);
    }
    return enabled;
  }

  /** Line 47 (R6). */
  private boolean armPrecommit() {
    boolean enabled = !precommitArmed && votes.precommits(round).quorumVoted();
    if (enabled) {
      precommitArmed = true;
      arm(Timeout.PRECOMMIT);
    }
    return enabled;
  }

  // what is said

  private void say(VoteType type, Vote.Choice choice) {
    step = type == VoteType.PREVOTE ? Step.PREVOTE : Step.PRECOMMIT;
    if (electorate.has(self)) {
      Vote vote = new Vote(type, height, round, choice.value(), choice.validRound(), self);
      orders.add(new SignVote(vote, electorate.signBytes(vote)));
    }
  }

  private void arm(Timeout timeout) {
    orders.add(new Arm(timeout, height, round, policy.millis(timeout, round)));
  }

  /** R11 iii; and the proposal that others may lack, with its polka if we hold one (R11 i, ii). */
  private void rebroadcast() {
    arm(Timeout.REBROADCAST);
    commit.filter(unused -> wanted).ifPresent(known -> orders.add(new Want(height, known.value())));
    if (!electorate.has(self)) {
      return;
    }
    List<SignedVote> last = new ArrayList<>();
    votes.prevotes(round).of(self).ifPresent(last::add);
    votes.precommits(round).of(self).ifPresent(last::add);
    last.addAll(entry);
    if (!last.isEmpty()) {
      orders.add(new Publish(new Voted(last)));
    }
    proposals.of(round).forEach(this::publishOwn);
    locks.valid().ifPresent(valid -> orders.add(new Publish(valid)));
  }

  /** Only where a third of the power is faulty can there be anything to charge. */
  private void chargeAmnesia(Certificate committed) {
    for (Certificate polka : votes.certificates(VoteType.PREVOTE)) {
      if (Evidence.Amnesia.between(committed, polka) && amnesiac.add(polka.round())) {
        orders.add(new Accuse(new Evidence.Amnesia(committed, polka)));
      }
    }
  }

  ConsensusSnapshot snapshot() {
    return new ConsensusSnapshot(
        height,
        round,
        step,
        locks.locked(),
        locks.lockedRound(),
        locks.valid().map(valid -> valid.proposal().value()),
        locks.validRound(),
        decision.map(decided -> decided.commit().value()),
        halted);
  }
}
