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
  private final long height;
  private final List<ConsensusOrder> orders = new ArrayList<>();
  private final VoteKeeper votes;
  private final ProposalKeeper proposals;
  private final Locks locks = new Locks();
  private final Decision decision;
  private final Speaker speaker;

  private int round;
  private Step step = Step.PROPOSE;
  private List<SignedVote> entry = List.of(); // the votes that brought us to this round
  private boolean proposed;
  private boolean polkaSeen;
  private boolean prevoteArmed;
  private boolean precommitArmed;

  HeightState(Electorate electorate, NodeId self, ConsensusPolicy policy, long height) {
    this.electorate = electorate;
    this.height = height;
    this.votes = new VoteKeeper(electorate, evidence -> orders.add(new Accuse(evidence)));
    this.proposals = new ProposalKeeper(height, orders::add);
    this.decision = new Decision(height, votes, proposals, orders::add);
    this.speaker = new Speaker(electorate, self, policy, height, orders::add);
  }

  List<ConsensusOrder> on(ConsensusInput input) {
    switch (input) {
      case StartHeight start -> startRound(0, List.of());
      case Heard(ConsensusMessage message) -> hear(message);
      case Built built -> built(built);
      case Validated(long at, Digest value, boolean valid) -> validated(at, value, valid);
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
      case Proposed heard -> proposal(heard);
      case Certified(Certificate certificate) -> certificate(certificate);
      case Committed(Value value, Certificate commit) -> {
        certificate(commit);
        decision.supply(commit.value(), value);
      }
    }
  }

  private void vote(SignedVote vote) {
    if (votes.add(vote)) {
      speaker.publishOwn(vote);
    }
  }

  private void proposal(Proposed heard) {
    Proposal proposal = heard.proposal();
    if (!electorate.proposer(height, proposal.round()).equals(proposal.proposer())) {
      return;
    }
    heard.polka().ifPresent(this::certificate);
    decision.supply(proposal.value(), heard.value());
    boolean late = locks.validRound() < proposal.round() && proposal.round() < round;
    if (late && heard.ownPolka().isPresent()) {
      proposals.addLate(heard);
    }
    boolean backed = votes.polkaFor(proposal).isPresent();
    if (votes.kept(proposal.round()) && proposals.add(heard, backed)) {
      speaker.publishOwn(heard);
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
      decision.learn(certificate);
    }
  }

  // what was asked for

  private void built(Built built) {
    boolean due = built.height() == height && built.round() == round && step == Step.PROPOSE;
    if (due && !decision.over() && !proposed && speaker.proposes(round)) {
      propose(Round.NONE, built.value(), Optional.empty());
    }
  }

  private void validated(long at, Digest value, boolean valid) {
    if (at == height) {
      proposals.validated(value, valid);
    }
  }

  private void elapsed(Elapsed elapsed) {
    if (decision.over() || elapsed.height() != height || elapsed.round() != round) {
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

  /** R11 iii; and the proposal that others may lack, with its polka if we hold one (R11 i, ii). */
  private void rebroadcast() {
    speaker.arm(Timeout.REBROADCAST, round);
    decision.repeat();
    speaker.repeat(round, votes, entry);
    proposals.of(round).forEach(speaker::publishOwn);
    locks.valid().ifPresent(speaker::publish);
  }

  // the rules

  private void advance() {
    boolean changed = true;
    while (changed && !decision.over()) {
      changed =
          decision.findCommit()
              || decision.decide()
              || skip()
              || prevote()
              || polka()
              || latePolka()
              || precommitNil()
              || armPrevote()
              || armPrecommit();
    }
    decision.chargeAmnesia();
  }

  /** Lines 11 to 21 (R0). The proposer waits no longer for its own value than the others do. */
  private void startRound(int next, List<SignedVote> broughtBy) {
    reset(next, broughtBy);
    votes.enter(next);
    proposals.enter(next, locks.validRound(), needed());
    decision.enter(next);
    speaker.arm(Timeout.PROPOSE, next);
    speaker.arm(Timeout.REBROADCAST, next);
    if (speaker.proposes(next)) {
      locks
          .valid()
          .ifPresentOrElse(
              valid -> propose(locks.validRound(), valid.value(), valid.polka()),
              () -> speaker.build(next));
    }
  }

  private void reset(int next, List<SignedVote> broughtBy) {
    round = next;
    step = Step.PROPOSE;
    entry = broughtBy;
    proposed = false;
    polkaSeen = false;
    prevoteArmed = false;
    precommitArmed = false;
  }

  private Set<Digest> needed() {
    Set<Digest> needed = new TreeSet<>();
    locks.valid().ifPresent(valid -> needed.add(valid.proposal().value()));
    decision.committed().ifPresent(needed::add);
    return needed;
  }

  private void propose(int validRound, Value value, Optional<Certificate> polka) {
    proposed = true;
    speaker.propose(round, validRound, value, polka);
  }

  private void say(VoteType type, Vote.Choice choice) {
    step = type == VoteType.PREVOTE ? Step.PREVOTE : Step.PRECOMMIT;
    speaker.vote(type, round, choice);
  }

  /** Line 55 (R8). */
  private boolean skip() {
    int reached = votes.reached();
    boolean enabled = reached > round;
    if (enabled) {
      startRound(reached, votes.beyond(reached));
    }
    return enabled;
  }

  /** Lines 22 (R1) and 28 (R2). */
  private boolean prevote() {
    if (step != Step.PROPOSE) {
      return false;
    }
    for (Proposed candidate : proposals.of(round)) {
      Proposal proposal = candidate.proposal();
      Optional<Boolean> valid = proposals.valid(proposal.value());
      if (valid.isPresent() && (proposal.fresh() || provenValid(candidate))) {
        boolean accepted = valid.get() && locks.permits(proposal.value(), proposal.validRound());
        say(VoteType.PREVOTE, accepted ? proposal.choice() : Vote.Choice.NIL);
        return true;
      }
    }
    return false;
  }

  private boolean provenValid(Proposed candidate) {
    Proposal proposal = candidate.proposal();
    return votes.polka(proposal.validRound(), proposal.value())
        || candidate.polka().filter(p -> p.round() == proposal.validRound()).isPresent();
  }

  /** Line 36 (R4): all prevotes of the polka carry the proposal's valid round. */
  private boolean polka() {
    if (step == Step.PROPOSE || polkaSeen) {
      return false;
    }
    for (Proposed candidate : proposals.of(round)) {
      Optional<Certificate> polka = votes.polkaFor(candidate.proposal());
      if (polka.isPresent() && proposals.knownValid(candidate.proposal().value())) {
        polkaSeen = true;
        Proposed proven = new Proposed(candidate.signed(), candidate.value(), polka);
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
    speaker.showPolka(proven);
  }

  /**
   * A polka of an earlier round that comes late still becomes what we would propose, though we lock
   * nothing: those who are asked to accept it see the polka for themselves.
   */
  private boolean latePolka() {
    List<Proposed> earlier = proposals.before(round);
    proposals.late().ifPresent(earlier::addFirst);
    for (Proposed candidate : earlier) {
      Proposal proposal = candidate.proposal();
      Optional<Certificate> polka = candidate.ownPolka().or(() -> votes.polkaFor(proposal));
      if (polka.isPresent()
          && proposal.round() > locks.validRound()
          && proposals.knownValid(proposal.value())) {
        locks.holdValid(new Proposed(candidate.signed(), candidate.value(), polka));
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
      speaker.arm(Timeout.PREVOTE, round);
    }
    return enabled;
  }

  /** Line 47 (R6). */
  private boolean armPrecommit() {
    boolean enabled = !precommitArmed && votes.precommits(round).quorumVoted();
    if (enabled) {
      precommitArmed = true;
      speaker.arm(Timeout.PRECOMMIT, round);
    }
    return enabled;
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
        decision.decided(),
        decision.halted());
  }
}
