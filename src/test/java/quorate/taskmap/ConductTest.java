package quorate.taskmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.Verdict;
import quorate.task.Verdict.Outcome;
import quorate.wire.Note;
import quorate.wire.Note.Lateness;
import quorate.wire.Proof;

class ConductTest {
  private static final NodeId A = Seen.node("a");
  private static final NodeId B = Seen.node("b");
  private final Conduct conduct = new Conduct();

  @Test
  void countsWhoAgreedAndWhoDidNot() {
    decide(task(1), List.of(A), List.of(B));
    assertThat(of(A)).isEqualTo(new Conduct.Counts(1, 0, 0, 0, 0));
    assertThat(of(B)).isEqualTo(new Conduct.Counts(0, 1, 0, 0, 0));
  }

  @Test
  void countsALateAnswerOnceAndAwaitsItNoLonger() {
    await(task(1), A, B);
    assertThat(of(A).awaited()).isEqualTo(1);
    late(1, A, Lateness.DISSENTS);
    late(1, A, Lateness.DISSENTS);
    late(1, B, Lateness.AGREES);
    assertThat(of(A)).isEqualTo(new Conduct.Counts(0, 0, 0, 1, 0));
    assertThat(of(B)).isEqualTo(new Conduct.Counts(0, 0, 1, 0, 0));
  }

  @Test
  void countsWhatComesFromWhoWasNoLongerAwaited() {
    await(task(1), A);
    late(1, A, Lateness.NONE);
    assertThat(of(A)).isEqualTo(Conduct.Counts.NONE);
    late(1, A, Lateness.DISSENTS);
    assertThat(of(A)).isEqualTo(new Conduct.Counts(0, 0, 0, 1, 0));
  }

  @Test
  void countsNothingOfARehearsalOrAStrangersTask() {
    decide(rehearsed(1), List.of(A), List.of(B));
    await(rehearsed(1), A);
    late(1, A, Lateness.DISSENTS);
    late(2, A, Lateness.DISSENTS);
    assertThat(conduct.counts()).isEmpty();
  }

  @Test
  void awaitsNoMoreOfTheEldestWhenThereAreTooMany() {
    for (int i = 0; i <= Conduct.TASKS_MAX; i++) {
      await(task(i), A);
    }
    assertThat(of(A).awaited()).isEqualTo(Conduct.TASKS_MAX);
  }

  private Conduct.Counts of(NodeId node) {
    return conduct.counts().getOrDefault(node, Conduct.Counts.NONE);
  }

  private void decide(Task task, List<NodeId> agreed, List<NodeId> dissent) {
    Optional<Answer> answer = Optional.of(new Answer.Exact(Bytes.EMPTY));
    Verdict verdict = new Verdict(task.id(), 1, Outcome.AGREED, answer, agreed, dissent, "");
    Proof proof = new Proof(task, verdict, List.of(), List.of());
    conduct.noted(new Note.VerdictReached(task, verdict, proof));
  }

  private void await(Task task, NodeId... nodes) {
    conduct.noted(new Note.AnswersAwaited(task, 1, List.of(nodes)));
  }

  private void late(int task, NodeId node, Lateness how) {
    conduct.noted(new Note.LateAnswer(Seen.id(task), 1, node, how));
  }

  private static Task task(int number) {
    return Seen.task(number, A, 0);
  }

  private static Task rehearsed(int number) {
    Task task = task(number);
    return new Task(
        task.id(),
        SessionId.REHEARSAL,
        task.gateway(),
        task.model(),
        task.kind(),
        task.picture(),
        task.terms(),
        task.acceptedAtMillis());
  }
}
