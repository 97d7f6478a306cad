package quorate.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import quorate.task.Kind;
import quorate.task.Verdict;
import quorate.task.Verdict.Outcome;

/** A level that the client named itself is met, or the task ends as disputed. */
class NamedLevelTest {
  private static Trials named(int replicas, int quorum) {
    return Trials.of(Trials.task(replicas, quorum, Kind.EXACT).named(true));
  }

  private static Trials twoAgree(Trials trial) {
    trial.assign(1, 2).commit(1, "A").commit(2, "A").after(Trials.HEDGE);
    return trial.reveal(1, "A").reveal(2, "A").after(JuryPolicy.DEFAULT.graceMillis());
  }

  @Test
  void endsAsDisputedWhenFewerNodesCanBeHad() {
    Trials trial = twoAgree(named(3, 2));
    assertThat(trial.verdict()).isEmpty();
    Verdict verdict = trial.exhausted().verdict().orElseThrow();
    assertThat(verdict.outcome()).isEqualTo(Outcome.DISPUTED);
    assertThat(verdict.detail()).isEqualTo("the client asked for 3 nodes, 2 of them could be had");
    assertThat(verdict.dissent()).containsExactlyInAnyOrder(Trials.node(1), Trials.node(2));
    assertThat(ProofCheck.findings(trial.proof(), Optional.empty())).isEmpty();
  }

  @Test
  void agreesAllTheSameWhenNobodyNamedTheLevel() {
    Trials trial = twoAgree(Trials.of(3, 2));
    assertThat(trial.verdict().orElseThrow().outcome()).isEqualTo(Outcome.AGREED);
  }

  @Test
  void hidesNoQuorumWhenMoreThanItAgreeAndFewerThanWereAskedFor() {
    Trials trial = named(4, 2).assign(1, 2, 3);
    trial.commit(1, "A").commit(2, "A").commit(3, "A").after(Trials.HEDGE);
    trial.reveal(1, "A").reveal(2, "A").reveal(3, "A").after(JuryPolicy.DEFAULT.graceMillis());
    trial.exhausted();
    assertThat(trial.verdict().orElseThrow().outcome()).isEqualTo(Outcome.DISPUTED);
    assertThat(ProofCheck.findings(trial.proof(), Optional.empty())).isEmpty();
  }

  @Test
  void agreesOnceTheLastOneIsAskedWhoseAnswerCanChangeNothing() {
    Trials trial = twoAgree(named(3, 2));
    assertThat(trial.verdict()).isEmpty();
    assertThat(trial.assign(3).verdict().orElseThrow().outcome()).isEqualTo(Outcome.AGREED);
  }

  @Test
  void waitsForAnotherWhenOneOfThemIsGone() {
    Trials trial = named(3, 2).assign(1, 2, 3).gone(3).commit(1, "A").commit(2, "A");
    trial.after(Trials.HEDGE).reveal(1, "A").reveal(2, "A");
    assertThat(trial.after(JuryPolicy.DEFAULT.graceMillis()).verdict()).isEmpty();
    assertThat(trial.assign(4).verdict().orElseThrow().outcome()).isEqualTo(Outcome.AGREED);
  }

  @Test
  void endsAsDisputedWhenTheDeadlineComesBeforeEnoughAreFound() {
    Trials trial = twoAgree(named(3, 2));
    Verdict verdict = trial.after(Trials.PATIENCE).verdict().orElseThrow();
    assertThat(verdict.outcome()).isEqualTo(Outcome.DISPUTED);
  }

  @Test
  void endsAsDisputedWhenNotEvenAQuorumCanBeHad() {
    Trials trial = named(6, 6).assign(1, 2, 3).commit(1, "A").commit(2, "A").commit(3, "A");
    Verdict verdict = trial.exhausted().after(Trials.PATIENCE - 1).verdict().orElseThrow();
    assertThat(verdict.outcome()).isEqualTo(Outcome.DISPUTED);
  }
}
