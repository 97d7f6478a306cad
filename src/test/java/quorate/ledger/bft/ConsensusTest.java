package quorate.ledger.bft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static quorate.ledger.bft.Scene.A;
import static quorate.ledger.bft.Scene.B;
import static quorate.ledger.bft.Scene.C;
import static quorate.ledger.bft.Scene.HEIGHT;
import static quorate.ledger.bft.Scene.LATE;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quorate.ledger.bft.ConsensusInput.StartHeight;
import quorate.ledger.bft.ConsensusMessage.Committed;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.ledger.bft.ConsensusMessage.Voted;
import quorate.ledger.bft.ConsensusOrder.Arm;
import quorate.ledger.bft.ConsensusOrder.Build;
import quorate.ledger.bft.ConsensusOrder.Cause;
import quorate.ledger.bft.ConsensusOrder.Decide;
import quorate.ledger.bft.ConsensusOrder.Halt;
import quorate.ledger.bft.ConsensusOrder.Publish;
import quorate.ledger.bft.ConsensusOrder.SignVote;
import quorate.ledger.bft.ConsensusOrder.Want;

/**
 * The rules by the lines of Algorithm 1, and the scenarios by which Malachite tests them. The
 * machine is validator 3 of 0 to 3; validator r proposes in round r.
 */
class ConsensusTest {
  private final Scene scene = Scene.ofFour();

  @Test
  void decidesWhenAllGoesWell() {
    scene.proposal(0, A, -1).prevotes(0, A, -1, 0, 1).precommits(0, A, 0, 1);
    assertThat(scene.said()).containsExactly("prevote 0 A", "precommit 0 A");
    Decide decided = scene.ordered(Decide.class).getFirst();
    assertThat(decided.value()).isEqualTo(A);
    assertThat(decided.commit().flaw(scene.crowd.electorate(), Signatures::verify)).isEmpty();
  }

  @Test
  void doesNotDecideWhenOneVoteIsMissing() {
    scene.proposal(0, A, -1).prevotes(0, A, -1, 0).precommits(0, A, 0, 1);
    assertThat(scene.said()).containsExactly("prevote 0 A");
    assertThat(scene.ordered(Decide.class)).isEmpty();
  }

  @Test
  void buildsAValueWhenItIsTheProposer() {
    Scene proposer = new Scene(Crowd.of(4), 0);
    assertThat(proposer.ordered(Build.class)).containsExactly(new Build(HEIGHT, 0));
    proposer.built(0, A);
    assertThat(proposer.said()).containsExactly("propose 0 A", "prevote 0 A");
  }

  @Test
  void buildsNothingWhenItIsNotTheProposer() {
    assertThat(scene.ordered(Build.class)).isEmpty();
    scene.built(0, A);
    assertThat(scene.said()).isEmpty();
  }

  @Test
  void proposesNothingWhenItsValueComesAfterItsPrevote() {
    Scene proposer = new Scene(Crowd.of(4), 0);
    proposer.elapsed(Timeout.PROPOSE, 0).built(0, A);
    assertThat(proposer.said()).containsExactly("prevote 0 nil");
  }

  @Test
  void line22PrevotesAFreshValueWhenItIsNotLocked() {
    scene.proposal(0, A, -1);
    assertThat(scene.said()).containsExactly("prevote 0 A");
  }

  @Test
  void line22IgnoresAProposalWhenAnotherProposes() {
    Proposal proposal = new Proposal(HEIGHT, 0, -1, A.id(), Crowd.node(1));
    scene.hear(new Proposed(scene.crowd.sign(proposal), A, Optional.empty()));
    assertThat(scene.said()).isEmpty();
  }

  @Test
  void line26PrevotesNilWhenTheValueIsInvalid() {
    scene.proposal(0, LATE, -1).validated(LATE, false);
    assertThat(scene.said()).containsExactly("prevote 0 nil");
  }

  @Test
  void line26PrevotesNilWhenLockedOnAnotherValue() {
    lockOnA().proposal(1, B, -1);
    assertThat(scene.said()).endsWith("precommit 0 A", "prevote 1 nil");
  }

  @Test
  void line22PrevotesTheValueThatItIsLockedOn() {
    lockOnA().proposal(1, A, -1);
    assertThat(scene.said()).endsWith("prevote 1 A");
  }

  @Test
  void line28PrevotesAnotherValueWhenAPolkaIsAsLateAsTheLock() {
    lockOnA().passRound(1);
    scene.proposal(2, B, 1, scene.polka(1, B, -1, 0, 1, 2));
    assertThat(scene.said()).endsWith("prevote 2 B(1)");
  }

  @Test
  void line28WaitsWhenThePolkaIsMissing() {
    scene.passRound(0).proposal(1, A, 0);
    assertThat(scene.said()).doesNotContain("prevote 1 A(0)", "prevote 1 nil");
    scene.prevotes(0, A, -1, 0, 1, 2);
    assertThat(scene.said()).doesNotContain("prevote 1 A(0)"); // they had voted nil in round 0
    scene.hear(scene.polka(0, A, -1, 0, 1, 2));
    assertThat(scene.said()).endsWith("prevote 1 A(0)");
  }

  @Test
  void line28NeedsOneValidRoundInAllPrevotesOfThePolka() {
    scene.elapsed(Timeout.PROPOSE, 0).nilPrecommits(0, 0, 1, 2).elapsed(Timeout.PRECOMMIT, 0);
    scene.prevotes(1, A, -1, 0, 1).prevotes(1, A, 0, 2).nilPrecommits(1, 0, 1, 2);
    scene.elapsed(Timeout.PRECOMMIT, 1).proposal(2, A, 1);
    assertThat(scene.said()).noneMatch(said -> said.startsWith("prevote 2"));
  }

  @Test
  void line32PrevotesNilWhenTheLockIsLaterThanThePolka() {
    Certificate old = scene.polka(0, B, -1, 0, 1, 2);
    scene.passRound(0).proposal(1, A, -1).prevotes(1, A, -1, 0, 1).nilPrecommits(1, 0, 1, 2);
    scene.elapsed(Timeout.PRECOMMIT, 1).proposal(2, B, 0, old);
    assertThat(scene.said()).endsWith("precommit 1 A", "prevote 2 nil");
  }

  @Test
  void line32PrevotesNilWhenWhatIsProposedAgainIsInvalid() {
    scene.passRound(0).proposal(1, LATE, 0, scene.polka(0, LATE, -1, 0, 1, 2));
    scene.validated(LATE, false);
    assertThat(scene.said()).endsWith("prevote 1 nil");
  }

  @Test
  void line34ArmsOnceWhenAQuorumPrevotesAnything() {
    scene.proposal(0, A, -1).prevotes(0, B, -1, 0).nilPrevotes(0, 1, 2);
    assertThat(armed(Timeout.PREVOTE)).isEqualTo(1);
  }

  @Test
  void line36LocksWhenAPolkaComesInStepPrevote() {
    scene.proposal(0, A, -1).prevotes(0, A, -1, 0, 1);
    assertThat(scene.snapshot().locked()).contains(A.id());
    assertThat(scene.snapshot().validRound()).isZero();
  }

  @Test
  void line36LocksNothingWhenPrevotesCarryDifferentValidRounds() {
    scene.passRound(0).proposal(1, A, -1).prevotes(1, A, 0, 0).prevotes(1, A, -1, 1);
    assertThat(scene.snapshot().locked()).isEmpty();
    scene.prevotes(1, A, -1, 2);
    assertThat(scene.snapshot().locked()).contains(A.id());
  }

  @Test
  void line36LocksNothingWhenThePolkaAnswersAnotherProposal() {
    scene.passRound(0).proposal(1, A, -1).prevotes(1, A, 0, 0, 1, 2);
    assertThat(scene.said()).endsWith("prevote 1 A");
    assertThat(scene.snapshot().validRound()).isEqualTo(-1);
  }

  @Test
  void line42HoldsAValueWithoutLockWhenThePolkaComesAfterThePrecommit() {
    scene.proposal(0, A, -1).prevotes(0, A, -1, 0).nilPrevotes(0, 1);
    scene.elapsed(Timeout.PREVOTE, 0).prevotes(0, A, -1, 2);
    assertThat(scene.said()).containsExactly("prevote 0 A", "precommit 0 nil");
    assertThat(scene.snapshot().locked()).isEmpty();
    assertThat(scene.snapshot().valid()).contains(A.id());
  }

  @Test
  void line16ProposesTheHeldValueWithItsPolka() {
    scene.proposal(0, A, -1).prevotes(0, A, -1, 0, 1).nilPrecommits(0, 0, 1, 2);
    scene.elapsed(Timeout.PRECOMMIT, 0).passRound(1).passRound(2);
    assertThat(scene.said()).endsWith("propose 3 A(0)", "prevote 3 A(0)");
    assertThat(scene.ordered(Build.class)).isEmpty();
    assertThat(published(Proposed.class).getLast().polka().orElseThrow().round()).isZero();
  }

  @Test
  void line44PrecommitsNilWhenAQuorumPrevotesNil() {
    scene.proposal(0, A, -1).nilPrevotes(0, 0, 1, 2);
    assertThat(scene.said()).endsWith("precommit 0 nil");
  }

  @Test
  void line47ArmsOnceWhenAQuorumPrecommitsAnything() {
    scene.precommits(0, A, 0).nilPrecommits(0, 1, 2, 3);
    assertThat(armed(Timeout.PRECOMMIT)).isEqualTo(1);
  }

  @Test
  void line49DecidesForAPastRound() {
    scene.proposal(0, A, -1).nilPrevotes(0, 0, 1, 2).precommits(0, A, 0, 1);
    scene.elapsed(Timeout.PRECOMMIT, 0).passRound(1).precommits(0, A, 2);
    assertThat(scene.snapshot().round()).isEqualTo(2);
    assertThat(scene.ordered(Decide.class).getFirst().commit().round()).isZero();
  }

  @Test
  void line49DecidesByCertificateForARoundLongPast() {
    scene.passRound(0);
    for (int round = 1; round < 20; round++) {
      scene.passRound(round);
    }
    scene.hear(new Committed(A, scene.commit(0, A, 0, 1, 2)));
    assertThat(scene.ordered(Decide.class).getFirst().value()).isEqualTo(A);
  }

  @Test
  void wantsTheValueWhenAQuorumHasCommittedAnUnknownOne() {
    scene.hear(scene.commit(0, A, 0, 1, 2));
    assertThat(scene.ordered(Want.class)).containsExactly(new Want(HEIGHT, A.id()));
    scene.hear(new Committed(A, scene.commit(0, A, 0, 1, 2)));
    assertThat(scene.ordered(Decide.class)).hasSize(1);
  }

  @Test
  void wantsTheValueAgainWhenItDoesNotCome() {
    scene.hear(scene.commit(0, A, 0, 1, 2)).elapsed(Timeout.REBROADCAST, 0);
    assertThat(scene.ordered(Want.class)).hasSize(2);
  }

  @Test
  void decidesWhenTheProposerHadProposedAnotherValueHere() {
    scene.proposal(0, B, -1).hear(scene.commit(0, A, 0, 1, 2)).proposal(0, A, -1);
    assertThat(scene.ordered(Decide.class).getFirst().value()).isEqualTo(A);
  }

  @Test
  void line55SkipsWhenOneHonestValidatorMustBeInALaterRound() {
    scene.nilPrevotes(7, 0);
    assertThat(scene.snapshot().round()).isZero();
    scene.nilPrecommits(7, 1);
    assertThat(scene.snapshot().round()).isEqualTo(7);
  }

  @Test
  void line55CountsAValidatorOnceWhenItSendsBothVotes() {
    scene.nilPrevotes(7, 0).nilPrecommits(7, 0).nilPrevotes(8, 0);
    assertThat(scene.snapshot().round()).isZero();
  }

  @Test
  void line55SkipsNoFurtherThanAnHonestValidatorMustBe() {
    scene.nilPrevotes(1_000_000, 0).nilPrevotes(5, 1);
    assertThat(scene.snapshot().round()).isEqualTo(5);
  }

  @Test
  void votesThatCameAheadCountWhenTheirRoundBegins() {
    scene.prevotes(7, A, -1, 0, 1);
    scene.proposal(7, A, -1);
    assertThat(scene.said()).containsExactly("prevote 7 A", "precommit 7 A");
  }

  @Test
  void line57PrevotesNilWhenNoProposalComes() {
    scene.elapsed(Timeout.PROPOSE, 0);
    assertThat(scene.said()).containsExactly("prevote 0 nil");
  }

  @Test
  void goesOnWhenValidityIsNeverTold() {
    scene.proposal(0, LATE, -1).elapsed(Timeout.PROPOSE, 0);
    assertThat(scene.said()).containsExactly("prevote 0 nil");
    scene.prevotes(0, LATE, -1, 0, 1, 2);
    assertThat(scene.snapshot().validRound()).isEqualTo(-1);
    scene.validated(LATE, true);
    assertThat(scene.snapshot().validRound()).isZero();
  }

  @Test
  void ignoresATimeoutOfAnotherRoundOrStep() {
    scene.elapsed(Timeout.PROPOSE, 1).elapsed(Timeout.PREVOTE, 0).elapsed(Timeout.PRECOMMIT, 3);
    assertThat(scene.said()).isEmpty();
    assertThat(scene.snapshot().round()).isZero();
  }

  @Test
  void hiddenLockIsUndoneWhenTheLockedOneShowsItsPolka() {
    // Only validator 0 saw the polka of round 0 (one of its prevotes was said to nobody else).
    scene.proposal(0, A, -1).nilPrevotes(0, 1).nilPrevotes(0, 2);
    scene.elapsed(Timeout.PREVOTE, 0).nilPrecommits(0, 1, 2).elapsed(Timeout.PRECOMMIT, 0);
    assertThat(scene.snapshot().validRound()).isEqualTo(-1);
    scene.hear(withPolka(0, A, 0, 2, 3)); // repeated by 0 while its round does not move
    assertThat(scene.snapshot().valid()).contains(A.id());
    scene.passRound(1).passRound(2);
    assertThat(scene.said()).endsWith("propose 3 A(0)", "prevote 3 A(0)");
  }

  @Test
  void lockedOneShowsItsPolkaWhenTheRoundDoesNotMove() {
    lockOnA().elapsed(Timeout.REBROADCAST, 1);
    Proposed shown = published(Proposed.class).getLast();
    assertThat(shown.ownPolka().orElseThrow().value()).isEqualTo(A.id());
    assertThat(published(Voted.class).getLast().votes()).hasSize(4); // of the precommits of round 0
  }

  @Test
  void showsThePolkaAtOnceWhenItPrecommitsInALaterRound() {
    scene.passRound(0).proposal(1, A, -1).prevotes(1, A, -1, 0, 1);
    assertThat(published(Proposed.class).getLast().ownPolka()).isPresent();
  }

  @Test
  void latePolkaOfALongPastRoundIsHeldUntilItsValueIsValid() {
    for (int round = 0; round < 10; round++) {
      scene.passRound(round);
    }
    scene.hear(withPolka(2, LATE, 0, 1, 2));
    assertThat(scene.snapshot().validRound()).isEqualTo(-1);
    scene.validated(LATE, true);
    assertThat(scene.snapshot().validRound()).isEqualTo(2);
  }

  @Test
  void polkaCountsWhenItsProposerProposedTwice() {
    scene.proposal(0, B, -1).hear(withPolka(0, A, 0, 1, 2));
    assertThat(scene.said()).containsExactly("prevote 0 B", "precommit 0 A");
    assertThat(scene.ordered(ConsensusOrder.Accuse.class).getFirst().evidence())
        .isInstanceOf(Evidence.DoubleProposal.class);
  }

  @Test
  void certificateCountsWhenASignerVotedOtherwiseToo() {
    scene.proposal(0, A, -1).nilPrevotes(0, 2).prevotes(0, A, -1, 0);
    assertThat(scene.said()).containsExactly("prevote 0 A");
    scene.hear(scene.polka(0, A, -1, 0, 2, 3));
    assertThat(scene.said()).endsWith("precommit 0 A");
    assertThat(scene.ordered(ConsensusOrder.Accuse.class)).hasSize(1);
  }

  @Test
  void certificateIsIgnoredWhenItLacksPower() {
    scene.proposal(0, A, -1).hear(scene.polka(0, A, -1, 0, 1));
    scene.hear(scene.commit(0, A, 0, 1));
    assertThat(scene.said()).containsExactly("prevote 0 A");
    assertThat(scene.ordered(Decide.class)).isEmpty();
  }

  @Test
  void honestRelockedValidatorIsNotFramedForAmnesia() {
    // Locked on A in round 0, on B in round 1: the plain rule would prevote B in answer to a fresh
    // proposal in round 2, and with commit(A, 0) of two liars be convicted by polka(B, 2, -1).
    lockOnA().proposal(1, B, -1).prevotes(1, B, -1, 0, 1, 2);
    assertThat(scene.said()).endsWith("prevote 1 nil", "precommit 1 B");
    scene.nilPrecommits(1, 0, 1, 2).elapsed(Timeout.PRECOMMIT, 1).proposal(2, B, -1);
    assertThat(scene.said()).endsWith("prevote 2 nil");
  }

  @Test
  void relockedValidatorAcceptsTheValueWhenTheLaterPolkaIsShown() {
    lockOnA().proposal(1, B, -1).prevotes(1, B, -1, 0, 1, 2).nilPrecommits(1, 0, 1, 2);
    scene.elapsed(Timeout.PRECOMMIT, 1).proposal(2, B, 1);
    assertThat(scene.said()).endsWith("prevote 2 B(1)");
  }

  @Test
  void amnesiaIsChargedWhenACommitIsForgotten() {
    scene.hear(new Committed(A, scene.commit(0, A, 0, 1, 3)));
    scene.hear(scene.polka(1, B, -1, 0, 1, 2));
    Evidence evidence = scene.ordered(ConsensusOrder.Accuse.class).getLast().evidence();
    assertThat(evidence.offenders()).containsExactly(Crowd.node(0), Crowd.node(1));
  }

  @Test
  void haltsWhenTwoValuesAreCommitted() {
    scene.hear(new Committed(A, scene.commit(0, A, 0, 1, 3)));
    scene.hear(scene.commit(1, B, 0, 1, 2));
    assertThat(scene.ordered(Halt.class)).containsExactly(new Halt(HEIGHT, Cause.FORK));
  }

  @Test
  void haltsWhenWhatIsCommittedIsInvalid() {
    scene.hear(new Committed(LATE, scene.commit(0, LATE, 0, 1, 2))).validated(LATE, false);
    assertThat(scene.ordered(Halt.class))
        .containsExactly(new Halt(HEIGHT, Cause.COMMITTED_INVALID));
    scene.elapsed(Timeout.PROPOSE, 0);
    assertThat(scene.said()).isEmpty();
  }

  @Test
  void countsItsOwnVoteOnlyWhenItIsHeard() {
    Consensus machine = new Consensus(Crowd.CHAIN, Crowd.node(3), ConsensusPolicy.DEFAULT);
    Crowd crowd = Crowd.of(4);
    machine.on(new StartHeight(HEIGHT, crowd.validators()));
    List<SignedVote> others =
        List.of(
            crowd.precommit(0, HEIGHT, 0, Optional.empty()),
            crowd.precommit(1, HEIGHT, 0, Optional.empty()));
    machine.on(new ConsensusInput.Heard(new Voted(others)));
    SignedVote own = crowd.precommit(3, HEIGHT, 0, Optional.empty());
    List<ConsensusOrder> orders = machine.on(new ConsensusInput.Heard(new Voted(List.of(own))));
    assertThat(orders).hasSize(2);
    assertThat(orders.getFirst()).isEqualTo(new Publish(new Voted(List.of(own))));
    assertThat(orders.getLast()).isInstanceOf(Arm.class);
  }

  @Test
  void replayOfAnyPrefixGivesTheSameOrders() {
    lockOnA().passRound(1).proposal(2, A, 0).prevotes(2, A, 0, 0, 1).precommits(0, A, 0, 1, 2);
    for (int size = 0; size <= scene.inputs.size(); size++) {
      Consensus again = new Consensus(Crowd.CHAIN, Crowd.node(3), ConsensusPolicy.DEFAULT);
      List<ConsensusOrder> orders = new ArrayList<>();
      scene.inputs.subList(0, size).forEach(input -> orders.addAll(again.on(input)));
      assertThat(orders).isEqualTo(scene.orders.subList(0, orders.size()));
    }
  }

  @Test
  void followsInSilenceWhenItIsNoValidator() {
    Scene follower = new Scene(Crowd.of(4), 9);
    follower.proposal(0, A, -1).prevotes(0, A, -1, 0, 1, 2).precommits(0, A, 0, 1, 2);
    assertThat(follower.ordered(SignVote.class)).isEmpty();
    assertThat(follower.ordered(Publish.class)).isEmpty();
    assertThat(follower.ordered(Decide.class)).hasSize(1);
  }

  @Test
  void weighsVotesByPower() {
    Crowd crowd = Crowd.ofPowers(7, 1, 1, 1); // a quorum is 7
    Scene weighed = new Scene(crowd, 3);
    weighed.hear(crowd.precommit(1, HEIGHT, 0, Optional.of(C)));
    weighed.hear(crowd.precommit(2, HEIGHT, 0, Optional.of(C)));
    assertThat(weighed.ordered(Want.class)).isEmpty();
    weighed.hear(crowd.precommit(0, HEIGHT, 0, Optional.of(C)));
    assertThat(weighed.ordered(Want.class)).hasSize(1);
  }

  @Test
  void throwsWhenAHeightDoesNotFollow() {
    assertThatThrownBy(() -> scene.tell(new StartHeight(HEIGHT, scene.crowd.validators())))
        .isInstanceOf(IllegalStateException.class);
  }

  /** In round 1, locked on A since round 0. */
  private Scene lockOnA() {
    scene.proposal(0, A, -1).prevotes(0, A, -1, 0, 1).nilPrecommits(0, 0, 1, 2);
    return scene.elapsed(Timeout.PRECOMMIT, 0);
  }

  /** A proposal as one repeats it who has precommitted it. */
  private Proposed withPolka(int round, Value value, int... from) {
    return scene.crowd.proposed(HEIGHT, round, value, -1, scene.polka(round, value, -1, from));
  }

  private long armed(Timeout timeout) {
    return scene.ordered(Arm.class).stream().filter(arm -> arm.timeout() == timeout).count();
  }

  private <M extends ConsensusMessage> List<M> published(Class<M> type) {
    return scene.ordered(Publish.class).stream()
        .map(Publish::message)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }
}
