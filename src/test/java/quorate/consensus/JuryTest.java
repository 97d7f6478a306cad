package quorate.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quorate.simulation.Truth;
import quorate.task.Answer;
import quorate.task.Detection;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.task.Verdict.Outcome;
import quorate.wire.Commitment;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;

class JuryTest {
  @Test
  void agreesAsSoonAsTheQuorumCannotChange() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3);
    trial.commit(1, "A").commit(2, "A").commit(3, "B");
    assertThat(trial.asked()).containsExactly(Trials.node(1), Trials.node(2), Trials.node(3));
    trial.reveal(1, "A");
    assertThat(trial.verdict()).isEmpty();
    trial.reveal(2, "A").after(JuryPolicy.DEFAULT.graceMillis());
    Verdict verdict = trial.verdict().orElseThrow();
    assertThat(verdict.outcome()).isEqualTo(Outcome.AGREED);
    assertThat(verdict.answer()).contains(Trials.word("A"));
    assertThat(verdict.agreed()).containsExactlyInAnyOrder(Trials.node(1), Trials.node(2));
    assertThat(trial.jury().trials()).isZero();
  }

  @Test
  void asksForNoRevealBeforeTheQuorumHasCommitted() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3).commit(1, "A").after(10_000);
    assertThat(trial.asked()).isEmpty();
  }

  @Test
  void waitsForTheOutstandingUntilTheirHedgeTimeIsOver() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3).commit(1, "A").commit(2, "A");
    assertThat(trial.after(Trials.HEDGE - 1).asked()).isEmpty();
    assertThat(trial.after(1).asked()).hasSize(2);
  }

  @Test
  void waitsNoLongerWhenTheHedgeOfTheOutstandingMovesCloser() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3).commit(1, "A").commit(2, "A");
    assertThat(trial.asked()).isEmpty();
    assertThat(trial.moveHedge(3, 10).asked()).isEmpty();
    assertThat(trial.after(9).asked()).isEmpty();
    assertThat(trial.after(1).asked()).containsExactly(Trials.node(1), Trials.node(2));
    trial.commit(3, "A");
    assertThat(trial.refusals()).containsExactly(Reason.COMMITTED_LATE);
  }

  @Test
  void waitsLongerWhenTheHedgeOfTheOutstandingMovesAway() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3).commit(1, "A").commit(2, "A");
    assertThat(trial.moveHedge(3, 1000).after(Trials.HEDGE).asked()).isEmpty();
    assertThat(trial.commit(3, "A").asked()).hasSize(3);
  }

  @Test
  void changesNothingWhenAHedgeMovesOfWhoWasNotAsked() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3).moveHedge(4, 0).commit(4, "A");
    assertThat(trial.refusals()).containsExactly(Reason.NOT_ASSIGNED);
  }

  @Test
  void waitsNoLongerForWhoHasDeclinedOrGone() {
    assertThat(
            Trials.of(3, 2)
                .assign(1, 2, 3)
                .commit(1, "A")
                .commit(2, "A")
                .decline(3, Reason.BUSY)
                .asked())
        .hasSize(2);
    assertThat(Trials.of(3, 2).assign(1, 2, 3).commit(1, "A").commit(2, "A").gone(3).asked())
        .hasSize(2);
  }

  @Test
  void refusesACommitmentAfterTheFirstRevealWasAskedFor() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3).commit(1, "A").commit(2, "A");
    trial.after(Trials.HEDGE).commit(3, "A");
    assertThat(trial.refusals()).containsExactly(Reason.COMMITTED_LATE);
    trial.reveal(1, "A").reveal(2, "A").after(JuryPolicy.DEFAULT.graceMillis());
    assertThat(trial.verdict().orElseThrow().agreed()).doesNotContain(Trials.node(3));
  }

  @Test
  void countsALateCommitmentInTheNextRoundWhenTheFirstOneDisagrees() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3).commit(1, "A").commit(2, "B");
    trial.after(Trials.HEDGE).commit(3, "A").reveal(1, "A").reveal(2, "B");
    assertThat(trial.asked()).endsWith(Trials.node(3));
    trial.reveal(3, "A");
    assertThat(trial.verdict()).as("it may have overheard the first one").isEmpty();
    trial.assign(4).commit(4, "A").reveal(4, "A");
    assertThat(trial.verdict().orElseThrow().agreed()).hasSize(3);
  }

  @Test
  void refusesARevealThatIsNotWhatWasCommittedTo() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3);
    trial.commit(1, "A").commit(2, "A").commit(3, "B").reveal(3, "A").reveal(1, "A");
    assertThat(trial.refusals()).containsExactly(Reason.REVEAL_MISMATCH);
    assertThat(trial.verdict()).isEmpty();
    trial.reveal(2, "A");
    assertThat(trial.verdict().orElseThrow().dissent()).containsExactly(Trials.node(3));
  }

  @Test
  void keepsTheFirstOfTwoCommitments() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3).commit(1, "A").commit(1, "B").commit(1, "A");
    assertThat(trial.refusals()).containsExactly(Reason.COMMITTED_TWICE);
  }

  @Test
  void refusesWhoWasNotAsked() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3).commit(4, "A").reveal(5, "A").reveal(1, "A");
    assertThat(trial.refusals()).containsOnly(Reason.NOT_ASSIGNED).hasSize(3);
  }

  @Test
  void asksAgainForARevealThatIsLost() {
    Trials trial = Trials.of(2, 2).assign(1, 2).commit(1, "A").commit(2, "A").reveal(1, "A");
    trial.after(JuryPolicy.DEFAULT.askAgainMillis());
    assertThat(trial.asked()).hasSize(3).endsWith(Trials.node(2));
    trial.reveal(2, "A");
    assertThat(trial.verdict().orElseThrow().outcome()).isEqualTo(Outcome.AGREED);
  }

  @Test
  void namesWhoAnswersOtherwiseWhenItsRevealComesWithinTheGrace() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3).commit(1, "A").commit(2, "A").commit(3, "B");
    trial.reveal(1, "A").reveal(2, "A").after(JuryPolicy.DEFAULT.graceMillis() - 1);
    assertThat(trial.verdict()).isEmpty();
    trial.reveal(3, "B");
    assertThat(trial.verdict().orElseThrow().dissent()).containsExactly(Trials.node(3));
  }

  @Test
  void isDecidedAfterTheGraceWhenTheLastRevealIsWithheld() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3).commit(1, "A").commit(2, "A").commit(3, "B");
    trial.reveal(1, "A").reveal(2, "A").after(JuryPolicy.DEFAULT.graceMillis());
    assertThat(trial.verdict().orElseThrow().agreed()).hasSize(2);
    assertThat(trial.verdict().orElseThrow().dissent()).isEmpty();
  }

  @Test
  void wantsMoreNodesWhenNobodyAgrees() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3);
    trial.commit(1, "A").commit(2, "B").commit(3, "C");
    trial.reveal(1, "A").reveal(2, "B").reveal(3, "C");
    assertThat(trial.wanted()).isEqualTo(2);
    trial.assign(4, 5).commit(4, "A").commit(5, "A").reveal(4, "A").reveal(5, "A");
    assertThat(trial.verdict().orElseThrow().agreed()).hasSize(3);
  }

  @Test
  void wantsMoreWhenTwoGroupsAreEquallyLarge() {
    Trials trial = Trials.of(4, 2).assign(1, 2, 3, 4);
    trial.commit(1, "A").commit(2, "B").commit(3, "A").commit(4, "B");
    trial.reveal(1, "A").reveal(2, "B").reveal(3, "A").reveal(4, "B");
    assertThat(trial.verdict()).isEmpty();
    assertThat(trial.wanted()).isPositive();
  }

  @Test
  void isDisputedWhenNoMoreNodesAreLeft() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3);
    trial.commit(1, "A").commit(2, "B").commit(3, "C");
    trial.reveal(1, "A").reveal(2, "B").reveal(3, "C").exhausted();
    Verdict verdict = trial.verdict().orElseThrow();
    assertThat(verdict.outcome()).isEqualTo(Outcome.DISPUTED);
    assertThat(verdict.detail()).isEqualTo("of 3 answers at most 1 agree, 2 must");
    assertThat(verdict.dissent()).hasSize(3);
  }

  @Test
  void isDisputedWhenTheExtraNodesAreUsedUp() {
    Trials trial = Trials.of(2, 2, new JuryPolicy(10, 1, 250, 1500, 50, 10, 10)).assign(1, 2);
    trial.commit(1, "A").commit(2, "B").reveal(1, "A").reveal(2, "B");
    assertThat(trial.wanted()).isEqualTo(1);
    trial.assign(3).commit(3, "C").reveal(3, "C");
    assertThat(trial.verdict().orElseThrow().outcome()).isEqualTo(Outcome.DISPUTED);
  }

  @Test
  void failsWhenTooFewNodesAnswer() {
    Trials trial = Trials.of(3, 2).assign(1).commit(1, "A").exhausted();
    Verdict verdict = trial.verdict().orElseThrow();
    assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(verdict.detail()).isEqualTo("only 0 of the 2 nodes needed answered");
  }

  @Test
  void failsWhenTheTaskItselfIsTheCause() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3);
    trial.decline(1, Reason.PICTURE_CORRUPT).decline(2, Reason.PICTURE_CORRUPT);
    Verdict verdict = trial.verdict().orElseThrow();
    assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(verdict.detail()).contains("PICTURE_CORRUPT");
  }

  @Test
  void expiresAtTheDeadline() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3).after(Trials.PATIENCE - 1);
    assertThat(trial.verdict()).isEmpty();
    assertThat(trial.after(1).verdict().orElseThrow().outcome()).isEqualTo(Outcome.EXPIRED);
  }

  @Test
  void isCancelledWhenTheClientCallsItOff() {
    assertThat(Trials.of(3, 2).assign(1).cancel().verdict().orElseThrow().outcome())
        .isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void saysNothingMoreWhenAnotherLeads() {
    Trials trial = Trials.of(3, 2).assign(1, 2).leave().after(Trials.PATIENCE);
    assertThat(trial.verdict()).isEmpty();
    assertThat(trial.jury().trials()).isZero();
  }

  @Test
  void decidesByOneOpenAnswerWhenOneReplicaIsEnough() {
    Trials trial = Trials.of(1, 1).assign(1).reveal(1, "A");
    assertThat(trial.verdict().orElseThrow().answer()).contains(Trials.word("A"));
  }

  @Test
  void asksOneMoreWhereTwoDoNotAgreeOnEveryBox() {
    List<Detection> all = Truth.of(new TaskId(7, 3)).found();
    assertThat(all).hasSizeGreaterThanOrEqualTo(4);
    Answer honest = new Answer.Detections(640, 480, all);
    Answer short1 = new Answer.Detections(640, 480, all.subList(1, all.size()));
    Trials trial = Trials.ofBoxes(3, 2).assign(1, 2);
    trial.commit(1, honest).commit(2, short1).gone(3).after(Trials.HEDGE);
    trial.assign(3).decline(3, Reason.BUSY).reveal(1, honest).reveal(2, short1);
    assertThat(trial.verdict()).isEmpty();
    trial.assign(4).commit(4, honest).reveal(4, honest);
    assertThat(trial.verdict().orElseThrow().answer()).contains(honest);
  }

  @Test
  void givesWhatBothSayWhenNobodyElseIsLeft() {
    List<Detection> all = Truth.of(new TaskId(7, 3)).found();
    Answer honest = new Answer.Detections(640, 480, all);
    Answer short1 = new Answer.Detections(640, 480, all.subList(1, all.size()));
    Trials trial = Trials.ofBoxes(2, 2).assign(1, 2).commit(1, honest).commit(2, short1);
    trial.reveal(1, honest).reveal(2, short1);
    assertThat(trial.verdict()).isEmpty();
    assertThat(trial.exhausted().verdict().orElseThrow().answer()).contains(short1);
  }

  @Test
  void refusesAnAnswerToAnotherQuestion() {
    Trials trial = Trials.of(2, 2).assign(1, 2);
    AnswerRevealed right = trial.shown(2, Trials.word("A"));
    AnswerRevealed other =
        new AnswerRevealed(
            right.task(), 1, Digest.of(new byte[] {8}), right.salt(), right.answer());
    trial.commit(1, "A");
    Digest bound = Commitment.of(Trials.node(2), other);
    AnswerCommitted commitment = new AnswerCommitted(right.task(), 1, bound);
    trial.feed(new JuryInput.Committed(trial.said(2, commitment), Trials.START));
    trial.reveal(1, "A").reveal(2, other);
    assertThat(trial.refusals()).containsExactly(Reason.REVEAL_MISMATCH);
    assertThat(trial.verdict()).isEmpty();
    Trials open = Trials.of(1, 1).assign(2).reveal(2, other);
    assertThat(open.refusals()).containsExactly(Reason.REVEAL_MISMATCH);
    assertThat(open.verdict()).isEmpty();
  }

  @Test
  void wantsToBeWokenAgainWhenTheClockWasSetBack() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3).commit(1, "A").commit(2, "A");
    trial.feed(new JuryInput.Tick(Trials.START + Trials.HEDGE - 1));
    assertThat(trial.alarms()).endsWith(Trials.HEDGE, Trials.HEDGE);
  }

  @Test
  void tellsLateWordsFromStrangeOnes() {
    Trials trial = Trials.of(1, 1).assign(1).reveal(1, "A").reveal(1, "A");
    assertThat(trial.refusals()).containsExactly(Reason.TOO_LATE);
  }

  @Test
  void hearsOfAnAssignmentBeforeItLeadsTheTask() {
    Jury jury = new Jury(JuryPolicy.DEFAULT);
    Trials other = Trials.of(1, 1);
    long now = Trials.START;
    jury.on(new JuryInput.Assigned(other.task().id(), 1, Trials.node(1), now, now));
    jury.on(new JuryInput.Led(other.task(), 1, now));
    var said = other.shown(1, Trials.word("A"));
    assertThat(jury.on(new JuryInput.Revealed(other.said(1, said), now))).hasSize(1);
    assertThat(jury.trials()).isZero();
  }

  @Test
  void failsATaskThatIsOneTooMany() {
    Trials trial = Trials.of(1, 1, new JuryPolicy(1, 1, 250, 1500, 50, 10, 10));
    quorate.task.Task another =
        new quorate.task.Task(
            new quorate.task.TaskId(9, 9),
            trial.task().session(),
            trial.task().gateway(),
            trial.task().model(),
            Kind.EXACT,
            trial.task().picture(),
            trial.task().terms(),
            Trials.START);
    trial.feed(new JuryInput.Led(another, 1, Trials.START));
    assertThat(trial.verdict().orElseThrow().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(trial.jury().trials()).isEqualTo(1);
  }

  @Test
  void givesOneVerdictInEveryOrderOfEveryBallot() {
    for (String ballots : List.of("AAAA", "AAAB", "AABB", "AABC", "ABCD", "AAB", "ABB", "AB")) {
      Set<Set<NodeId>> groups = new HashSet<>();
      Set<Outcome> outcomes = new HashSet<>();
      for (List<Integer> order : orders(ballots.length())) {
        Trials trial = Trials.of(ballots.length(), 2);
        for (int i = 1; i <= ballots.length(); i++) {
          trial.assign(i);
        }
        for (int i = 1; i <= ballots.length(); i++) {
          trial.commit(i, ballots.substring(i - 1, i));
        }
        for (int i : order) {
          trial.reveal(i + 1, ballots.substring(i, i + 1));
        }
        trial.exhausted();
        Verdict verdict = trial.verdict().orElseThrow();
        outcomes.add(verdict.outcome());
        groups.add(
            Set.copyOf(verdict.answer().isPresent() ? lettered(verdict, ballots) : Set.of()));
      }
      assertThat(outcomes).as(ballots).hasSize(1);
      assertThat(groups).as(ballots).hasSize(1);
    }
  }

  /** Those who gave the verdict's answer, whether their reveal came before the verdict or not. */
  private static Set<NodeId> lettered(Verdict verdict, String ballots) {
    Set<NodeId> nodes = new HashSet<>();
    for (int i = 0; i < ballots.length(); i++) {
      if (verdict.answer().orElseThrow().equals(Trials.word(ballots.substring(i, i + 1)))) {
        nodes.add(Trials.node(i + 1));
      }
    }
    return nodes;
  }

  static List<List<Integer>> orders(int size) {
    List<List<Integer>> orders = new ArrayList<>(List.of(List.of()));
    for (int next = 0; next < size; next++) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> order : orders) {
        for (int at = 0; at <= order.size(); at++) {
          List<Integer> inserted = new ArrayList<>(order);
          inserted.add(at, next);
          longer.add(inserted);
        }
      }
      orders = longer;
    }
    return orders;
  }
}
