package quorate.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.task.Reason;
import quorate.wire.Note;
import quorate.wire.Note.AnswersAwaited;
import quorate.wire.Note.LateAnswer;
import quorate.wire.Note.Lateness;
import quorate.wire.Note.VerdictReached;

/** What comes after a verdict (trust.md, rule 3). */
class LateTest {
  @Test
  void saysBeforeTheVerdictWhomItStillAwaits() {
    List<Note> notes = decided().notes();
    assertThat(notes).hasSize(2);
    assertThat(notes.getFirst())
        .isInstanceOfSatisfying(
            AnswersAwaited.class,
            awaited -> assertThat(awaited.nodes()).containsExactly(Trials.node(3)));
    assertThat(notes.getLast()).isInstanceOf(VerdictReached.class);
  }

  @Test
  void awaitsNobodyWhenAllHaveAnsweredOrDeclinedOrGone() {
    Trials trial = Trials.of(5, 2).assign(1, 2, 3, 4, 5).decline(4, Reason.BUSY).gone(5);
    trial.commit(1, "A").commit(2, "A").commit(3, "B");
    trial.reveal(1, "A").reveal(2, "A").reveal(3, "B");
    assertThat(trial.notes()).hasSize(1);
  }

  @Test
  void namesALiarThatCommitsAfterTheVerdict() {
    Trials trial = decided().commit(3, "B");
    assertThat(trial.asked()).endsWith(Trials.node(3)).hasSize(3);
    trial.reveal(3, "B");
    assertThat(late(trial)).containsExactly(Lateness.DISSENTS);
    assertThat(trial.refusals()).isEmpty();
  }

  @Test
  void creditsHonestWorkThatIsLate() {
    assertThat(late(decided().commit(3, "A").reveal(3, "A"))).containsExactly(Lateness.AGREES);
  }

  @Test
  void namesWhoHadCommittedBeforeTheVerdictAndWasNotAskedToReveal() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3).commit(1, "A").commit(2, "A");
    trial.after(Trials.HEDGE).commit(3, "B").reveal(1, "A").reveal(2, "A");
    trial.after(JuryPolicy.DEFAULT.graceMillis());
    assertThat(trial.verdict()).isPresent();
    assertThat(trial.asked()).containsExactly(Trials.node(1), Trials.node(2), Trials.node(3));
    assertThat(late(trial.reveal(3, "B"))).containsExactly(Lateness.DISSENTS);
  }

  @Test
  void takesARevealThatIsNotWhatWasCommittedToForDissent() {
    Trials trial = decided().commit(3, "B").reveal(3, "A");
    assertThat(late(trial)).containsExactly(Lateness.DISSENTS);
    assertThat(trial.refusals()).containsExactly(Reason.REVEAL_MISMATCH);
  }

  @Test
  void refusesARevealWithoutACommitmentAndAStranger() {
    Trials trial = decided().reveal(3, "A").commit(4, "A").reveal(4, "A");
    assertThat(late(trial)).isEmpty();
    assertThat(trial.refusals())
        .containsExactly(Reason.NOT_ASSIGNED, Reason.TOO_LATE, Reason.TOO_LATE);
  }

  @Test
  void asksAgainForALostRevealAndGivesUpInTheEnd() {
    Trials trial = decided().commit(3, "B").after(JuryPolicy.DEFAULT.askAgainMillis());
    assertThat(trial.asked()).endsWith(Trials.node(3), Trials.node(3)).hasSize(4);
    trial.after(JuryPolicy.DEFAULT.revealMillis());
    assertThat(late(trial)).containsExactly(Lateness.NONE);
  }

  @Test
  void wantsToBeWokenForALostReveal() {
    Trials trial = decided().commit(3, "B").after(JuryPolicy.DEFAULT.graceMillis());
    assertThat(trial.alarms()).endsWith(Trials.HEDGE + JuryPolicy.DEFAULT.askAgainMillis());
  }

  @Test
  void awaitsNoLongerWhomDispatchHasGivenUpButComparesWhatItSays() {
    Trials trial = decided();
    trial.feed(new JuryInput.GivenUp(trial.task().id(), 1, Trials.node(3), Trials.START));
    assertThat(late(trial)).containsExactly(Lateness.NONE);
    trial.commit(3, "B").reveal(3, "B");
    assertThat(late(trial)).containsExactly(Lateness.NONE, Lateness.DISSENTS);
  }

  @Test
  void awaitsNoLongerWhoIsGoneOrDeclines() {
    assertThat(late(decided().gone(3))).containsExactly(Lateness.NONE);
    assertThat(late(decided().decline(3, Reason.BUSY))).containsExactly(Lateness.NONE);
  }

  @Test
  void endsAtTheDeadline() {
    Trials trial = decided().after(Trials.PATIENCE);
    assertThat(late(trial)).containsExactly(Lateness.NONE);
    trial.commit(3, "B").reveal(3, "B");
    assertThat(late(trial)).containsExactly(Lateness.NONE);
    assertThat(trial.refusals()).containsOnly(Reason.TOO_LATE);
  }

  @Test
  void saysNothingTwiceWhenACommitmentIsRepeated() {
    Trials trial = decided().commit(3, "A").commit(3, "A");
    assertThat(trial.asked()).hasSize(3);
    assertThat(trial.refusals()).isEmpty();
  }

  @Test
  void forgetsTheEldestWhenTooManyAreLate() {
    Stragglers stragglers = new Stragglers(1);
    stragglers.keep(straggler(1), 0);
    assertThat(stragglers.keep(straggler(2), 0))
        .filteredOn(order -> order instanceof JuryOrder.Announce(LateAnswer late))
        .hasSize(1);
    assertThat(stragglers.tell(Trials.task(1).id(), 1, late -> List.of())).isEmpty();
    assertThat(stragglers.tell(Trials.task(2).id(), 1, late -> List.of())).isPresent();
  }

  private static Late straggler(long number) {
    return new Late(
        Trials.task(number),
        1,
        Trials.word("A"),
        List.of(new Ballot(Trials.node(3), Trials.HEDGE, 0)),
        JuryPolicy.DEFAULT);
  }

  /** One and two agree on A; three has been asked and is slow. */
  private static Trials decided() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3).commit(1, "A").commit(2, "A");
    return trial.after(Trials.HEDGE).reveal(1, "A").reveal(2, "A");
  }

  private static List<Lateness> late(Trials trial) {
    return trial.notes().stream()
        .filter(LateAnswer.class::isInstance)
        .map(note -> ((LateAnswer) note).lateness())
        .toList();
  }
}
