package quorate.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import quorate.task.Verdict.Outcome;

/** A leader that wants more than the terms demand. */
class DiligenceTest {
  /** Two must have answered alike, or two more than contradict them. */
  private static final Diligence TWO =
      (task, agreed, dissent, now) -> dissent.size() + 2 - agreed.size();

  @Test
  void givesNoVerdictBeforeTheAuditWhenOneAnswerWouldDo() {
    Trials trial = Trials.of(1, 1, TWO).assign(1).reveal(1, "A");
    assertThat(trial.verdict()).isEmpty();
    assertThat(trial.wanted()).isEqualTo(1);
    trial.assign(2).reveal(2, "A");
    assertThat(trial.verdict().orElseThrow().agreed())
        .containsExactlyInAnyOrder(Trials.node(1), Trials.node(2));
  }

  @Test
  void givesOutWhatOthersSayWhenTheAuditContradictsTheFirst() {
    Trials trial = Trials.of(1, 1, TWO).assign(1).reveal(1, "lie");
    trial.assign(2).reveal(2, "A").assign(3).reveal(3, "A").assign(4).reveal(4, "A");
    assertThat(trial.verdict().orElseThrow().answer()).contains(Trials.word("A"));
    assertThat(trial.verdict().orElseThrow().dissent()).containsExactly(Trials.node(1));
  }

  @Test
  void asksForAMarginWhenOneOfThreeContradicts() {
    Trials trial = Trials.of(3, 2, TWO).assign(1, 2, 3);
    trial.commit(1, "A").commit(2, "A").commit(3, "B");
    trial.reveal(1, "A").reveal(2, "A").reveal(3, "B").after(JuryPolicy.DEFAULT.graceMillis());
    assertThat(trial.verdict()).isEmpty();
    assertThat(trial.wanted()).isEqualTo(1);
    trial.assign(4).commit(4, "A").after(Trials.HEDGE).reveal(4, "A");
    assertThat(trial.verdict().orElseThrow().agreed()).hasSize(3);
  }

  @Test
  void decidesByTheTermsWhenNobodyIsLeftToAsk() {
    Trials trial = Trials.of(1, 1, TWO).assign(1).reveal(1, "A").exhausted();
    assertThat(trial.verdict().orElseThrow().outcome()).isEqualTo(Outcome.AGREED);
  }

  @Test
  void decidesByTheTermsWhenTheDeadlineComesFirst() {
    Trials trial = Trials.of(1, 1, TWO).assign(1).reveal(1, "A").assign(2);
    assertThat(trial.after(Trials.PATIENCE - 1).verdict()).isEmpty();
    assertThat(trial.after(1).verdict().orElseThrow().outcome()).isEqualTo(Outcome.AGREED);
  }
}
