package quorate.ledger.bft;

import static org.assertj.core.api.Assertions.assertThat;
import static quorate.ledger.bft.Scene.A;
import static quorate.ledger.bft.Scene.HEIGHT;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quorate.ledger.bft.ConsensusInput.Heard;
import quorate.ledger.bft.ConsensusInput.StartHeight;
import quorate.ledger.bft.ConsensusMessage.Committed;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.ledger.bft.ConsensusMessage.Voted;
import quorate.ledger.bft.ConsensusOrder.Accuse;
import quorate.ledger.bft.ConsensusOrder.Again;
import quorate.ledger.bft.ConsensusOrder.Behind;
import quorate.ledger.bft.ConsensusOrder.Serve;
import quorate.ledger.bft.ConsensusOrder.Validate;

/** Other heights than the current one, and what is bounded. */
class HeightsTest {
  private final Scene scene = Scene.ofFour();
  private final Crowd crowd = scene.crowd;

  @Test
  void earlyMessagesComeAgainWhenTheirHeightBegins() {
    Proposed proposed = crowd.proposed(HEIGHT + 1, 0, A, -1);
    SignedVote vote = crowd.prevote(0, HEIGHT + 1, 0, Optional.of(A), -1);
    scene.hear(proposed).hear(vote).hear(vote);
    assertThat(scene.said()).isEmpty();
    scene.tell(new StartHeight(HEIGHT + 1, crowd.validators()));
    assertThat(scene.ordered(Again.class))
        .containsExactly(new Again(proposed), new Again(new Voted(List.of(vote))));
  }

  @Test
  void earlyMessagesAreForgottenWhenTheirHeightIsPassedOver() {
    scene.hear(crowd.prevote(0, HEIGHT + 1, 0, Optional.of(A), -1));
    scene.tell(new StartHeight(HEIGHT + 2, crowd.validators()));
    assertThat(scene.ordered(Again.class)).isEmpty();
  }

  @Test
  void keepsAFewEarlyMessagesOfEachWhenManyCome() {
    for (int round = 0; round < 50; round++) {
      scene.hear(crowd.prevote(0, HEIGHT + 1, round, Optional.empty(), -1));
      scene.hear(crowd.proposed(HEIGHT + 1, round, A, -1));
    }
    scene.tell(new StartHeight(HEIGHT + 1, crowd.validators()));
    List<Again> again = scene.ordered(Again.class);
    assertThat(again).hasSize(3);
    assertThat(((Voted) again.getLast().message()).votes()).hasSize(EarlyMessages.VOTES_MAX);
  }

  @Test
  void servesAValidatorWhichVotesBelow() {
    scene.hear(crowd.prevote(2, HEIGHT - 3, 0, Optional.empty(), -1));
    scene.hear(crowd.prevote(9, HEIGHT - 3, 0, Optional.empty(), -1));
    assertThat(scene.ordered(Serve.class)).containsExactly(new Serve(Crowd.node(2), HEIGHT - 3));
  }

  @Test
  void isBehindWhenOneHonestValidatorMustBeFurther() {
    scene.hear(crowd.prevote(0, HEIGHT + 1000, 0, Optional.empty(), -1));
    assertThat(scene.ordered(Behind.class)).isEmpty();
    scene.hear(crowd.prevote(1, HEIGHT + 5, 0, Optional.empty(), -1));
    scene.hear(crowd.prevote(2, HEIGHT + 5, 0, Optional.empty(), -1));
    assertThat(scene.ordered(Behind.class)).containsExactly(new Behind(HEIGHT + 5));
    scene.elapsed(Timeout.REBROADCAST, 0);
    assertThat(scene.ordered(Behind.class)).hasSize(2);
  }

  @Test
  void isBehindByOneHeightOnlyWhenItsRoundDoesNotMove() {
    for (int each = 0; each < 3; each++) {
      scene.hear(crowd.prevote(each, HEIGHT + 1, 0, Optional.empty(), -1));
    }
    assertThat(scene.ordered(Behind.class)).isEmpty();
    scene.elapsed(Timeout.REBROADCAST, 0);
    assertThat(scene.ordered(Behind.class)).containsExactly(new Behind(HEIGHT + 1));
  }

  @Test
  void saysNothingBeforeAHeightBegins() {
    Consensus idle = new Consensus(Crowd.CHAIN, Crowd.node(0), ConsensusPolicy.DEFAULT);
    assertThat(idle.on(new Heard(new Committed(A, crowd.commit(1, 0, A, 0, 1, 2))))).isEmpty();
    assertThat(idle.snapshot()).isEmpty();
  }

  @Test
  void keepsOneProposalARoundWhenItsProposerFloods() {
    for (int i = 0; i < 50; i++) {
      scene.proposal(0, Crowd.value("flood " + i), -1).proposal(1, Crowd.value("next " + i), -1);
      scene.proposal(5, Crowd.value("far " + i), -1);
    }
    assertThat(scene.ordered(Validate.class)).hasSize(2);
    assertThat(scene.ordered(Accuse.class)).hasSize(2);
  }

  @Test
  void holdsNoMoreValuesThanNamedWhenRoundsPass() {
    ProposalKeeper keeper = new ProposalKeeper(HEIGHT, order -> {});
    for (int round = 0; round < 40; round++) {
      keeper.enter(round, -1, java.util.Set.of());
      keeper.add(crowd.proposed(HEIGHT, round, Crowd.value("one " + round), -1), true);
      keeper.add(crowd.proposed(HEIGHT, round, Crowd.value("two " + round), -1), true);
      keeper.add(crowd.proposed(HEIGHT, round, Crowd.value("three " + round), -1), true);
      assertThat(keeper.of(round)).hasSize(2);
      assertThat(keeper.values()).isLessThanOrEqualTo(ProposalKeeper.VALUES_MAX);
    }
  }

  @Test
  void accusesOnceWhenAValidatorVotesManyWays() {
    for (int i = 0; i < 50; i++) {
      scene.prevotes(0, Crowd.value("many " + i), -1, 0).precommits(9, Crowd.value("x" + i), 1);
    }
    assertThat(scene.ordered(Accuse.class)).hasSize(2);
  }

  @Test
  void timeoutsGrowLinearlyUpToACap() {
    ConsensusPolicy policy = ConsensusPolicy.DEFAULT;
    assertThat(policy.millis(Timeout.PROPOSE, 0)).isEqualTo(1500);
    assertThat(policy.millis(Timeout.PROPOSE, 3)).isEqualTo(3000);
    assertThat(policy.millis(Timeout.PREVOTE, Round.MAX)).isEqualTo(policy.timeoutMaxMillis());
    assertThat(policy.millis(Timeout.REBROADCAST, 0)).isEqualTo(2500);
  }
}
