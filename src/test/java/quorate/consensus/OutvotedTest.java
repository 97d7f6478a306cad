package quorate.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quorate.task.Digest;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Proof;

class OutvotedTest {
  @Test
  void isWhoeverTwoMoreContradictThanSupport() {
    assertThat(Outvoted.of(proof("A", "A", "B", "A"))).containsExactly(Trials.node(3));
  }

  @Test
  void isNobodyWhenOnlyOneMoreContradicts() {
    assertThat(Outvoted.of(proof("A", "A", "B"))).isEmpty();
    assertThat(Outvoted.of(proof("A", "A", "A", "B", "B"))).isEmpty();
  }

  @Test
  void isEachOfThoseWhoDissentInAWayOfTheirOwn() {
    assertThat(Outvoted.of(proof("A", "A", "A", "B", "C")))
        .containsExactlyInAnyOrder(Trials.node(4), Trials.node(5))
        .isSorted();
  }

  @Test
  void isNobodyWhenAllAgreeOrNothingWasAgreedOn() {
    assertThat(Outvoted.of(proof("A", "A", "A"))).isEmpty();
    Trials trial = Trials.of(3, 2).assign(1, 2, 3).commit(1, "A").commit(2, "B").commit(3, "C");
    trial.reveal(1, "A").reveal(2, "B").reveal(3, "C");
    assertThat(Outvoted.of(trial.exhausted().proof())).isEmpty();
  }

  @Test
  void isNobodyWhoShowedAnotherAnswerThanItHadCommittedTo() {
    Trials trial = Trials.of(4, 3).assign(1, 2, 3, 4);
    trial.commit(1, "A").commit(2, "A").commit(3, "C").commit(4, "A");
    trial.reveal(3, "B").reveal(1, "A").reveal(2, "A").reveal(4, "A");
    Proof proof = trial.proof();
    assertThat(proof.verdict().dissent()).containsExactly(Trials.node(3));
    assertThat(Outvoted.of(proof)).isEmpty();
  }

  @Test
  void isNobodyWhoWasAskedAboutAnotherPicture() {
    Trials trial = Trials.of(1, 1, (task, agreed, dissent, now) -> 4 - agreed.size());
    trial.assign(3);
    AnswerRevealed shown = trial.shown(3, Trials.word("B"));
    Digest other = Digest.of(new byte[] {9});
    trial.reveal(
        3, new AnswerRevealed(shown.task(), shown.epoch(), other, shown.salt(), shown.answer()));
    trial.assign(1, 2, 4, 5).reveal(1, "A").reveal(2, "A").reveal(4, "A").reveal(5, "A");
    Proof proof = trial.proof();
    assertThat(ProofCheck.findings(proof, Optional.empty())).isEmpty();
    assertThat(Outvoted.of(proof)).isEmpty();
  }

  @Test
  void isNotKnownFromAProofThatDoesNotHold() {
    Proof proof = proof("A", "A", "B", "A");
    assertThat(ProofCheck.contradicted(proof, Optional.empty())).contains(List.of(Trials.node(3)));
    assertThat(ProofCheck.contradicted(proof.with(Optional.empty()), Optional.empty())).isEmpty();
  }

  /** Of the words that nodes from 1 on show; the last one first, for an agreement ends it. */
  private static Proof proof(String... said) {
    int quorum = said.length / 2 + 1;
    Trials trial = Trials.of(said.length, quorum);
    for (int i = 0; i < said.length; i++) {
      trial.assign(i + 1);
    }
    for (int i = 0; i < said.length; i++) {
      trial.commit(i + 1, said[i]);
    }
    for (int i = said.length; i-- > 0; ) {
      trial.reveal(i + 1, said[i]);
    }
    return trial.after(Trials.PATIENCE).proof();
  }
}
