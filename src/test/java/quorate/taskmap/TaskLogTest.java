package quorate.taskmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.Verdict;
import quorate.wire.Message;
import quorate.wire.Message.TasksSeen;
import quorate.wire.Note;
import quorate.wire.Proof;
import quorate.wire.TaskSeen;
import quorate.wire.TaskSeen.Phase;
import quorate.wire.TaskSeen.Stage;

class TaskLogTest {
  private static final NodeId SELF = Seen.node("a");
  private static final NodeId B = Seen.node("b");
  private static final NodeId C = Seen.node("c");

  private final TaskLog log = new TaskLog(SELF);

  @Test
  void followsATaskToItsVerdict() {
    lead(1, 1000, 30);
    ask(1, B, 1040);
    ask(1, C, 1050);
    heard(B, new Message.AnswerCommitted(Seen.id(1), 1, Digest.of(new byte[1])), 1200);
    heard(B, revealed(), 1300);
    assertThat(kept(1).phase()).isEqualTo(Phase.REVEALING);

    decide(1, List.of(B), List.of(C), 1500);

    assertThat(kept(1).phase()).isEqualTo(Phase.DECIDED);
    assertThat(kept(1).ackMillis()).isEqualTo(30);
    assertThat(kept(1).verdictMillis()).isEqualTo(500);
    assertThat(kept(1).outcome()).contains(Verdict.Outcome.AGREED);
    assertThat(kept(1).ballots())
        .containsExactly(
            new TaskSeen.Ballot(B, Stage.AGREED, 300), new TaskSeen.Ballot(C, Stage.DISSENTED, 50));
  }

  @Test
  void saysHowALateAnswerComparesWithTheVerdict() {
    lead(1, 1000, 30);
    ask(1, B, 1040);
    ask(1, C, 1050);
    decide(1, List.of(B), List.of(), 1500);
    log.on(new TaskLog.Beat(1));

    log.on(new TaskLog.Noted(late(Note.Lateness.NONE), 1600));
    assertThat(log.on(new TaskLog.Beat(1))).isEmpty();
    log.on(new TaskLog.Noted(late(Note.Lateness.DISSENTS), 1700));

    assertThat(told(log.on(new TaskLog.Beat(1)))).containsExactly(kept(1));
    assertThat(kept(1).verdictMillis()).isEqualTo(500);
    assertThat(kept(1).ballots()).contains(new TaskSeen.Ballot(C, Stage.DISSENTED, 700));
  }

  private static Note late(Note.Lateness how) {
    return new Note.LateAnswer(Seen.id(1), 1, C, how);
  }

  @Test
  void tellsNothingWhileNobodyWatches() {
    lead(1, 1000, 30);

    assertThat(log.on(new TaskLog.Beat(0))).isEmpty();
  }

  @Test
  void tellsTheFirstViewerAllThatItKeeps() {
    lead(1, 1000, 30);
    lead(2, 1000, 30);
    log.on(new TaskLog.Beat(0));

    assertThat(told(log.on(new TaskLog.Beat(1)))).containsExactly(kept(1), kept(2));
    assertThat(log.on(new TaskLog.Beat(1))).isEmpty();
  }

  @Test
  void tellsOnlyWhatHasChanged() {
    lead(1, 1000, 30);
    lead(2, 1000, 30);
    log.on(new TaskLog.Beat(1));

    ask(2, B, 1100);
    ask(2, B, 1200);

    assertThat(told(log.on(new TaskLog.Beat(1)))).containsExactly(kept(2));
  }

  @Test
  void ignoresAnswersThatNobodyAskedFor() {
    lead(1, 1000, 30);

    heard(B, new Message.AnswerCommitted(Seen.id(1), 1, Digest.of(new byte[1])), 1200);
    heard(B, new Message.AnswerCommitted(Seen.id(9), 1, Digest.of(new byte[1])), 1200);

    assertThat(kept(1).ballots()).isEmpty();
    assertThat(log.size()).isEqualTo(1);
  }

  @Test
  void neverGoesBackWhenMessagesComeLate() {
    lead(1, 1000, 30);
    ask(1, B, 1010);
    heard(B, revealed(), 1300);
    heard(B, new Message.AnswerCommitted(Seen.id(1), 1, Digest.of(new byte[1])), 1400);
    assertThat(kept(1).ballots().getFirst().stage()).isEqualTo(Stage.REVEALED);

    decide(1, List.of(B), List.of(), 1500);
    heard(B, new Message.TaskDeclined(Seen.id(1), 1, Reason.BUSY, ""), 1600);
    decide(1, List.of(), List.of(), 1700);

    assertThat(kept(1).outcome()).contains(Verdict.Outcome.AGREED);
  }

  @Test
  void showsWhoWasNotNeeded() {
    lead(1, 1000, 30);
    ask(1, B, 1010);
    ask(1, C, 1010);

    decide(1, List.of(B), List.of(), 1500);

    assertThat(kept(1).ballots().getLast().stage()).isEqualTo(Stage.DROPPED);
  }

  @Test
  void forgetsAnOpenTaskThatAnotherLeadsNow() {
    lead(1, 1000, 30);
    lead(2, 1000, 30);
    ask(2, B, 1010);
    decide(2, List.of(B), List.of(), 1500);

    log.on(new TaskLog.Noted(new Note.TaskLeft(Seen.id(1)), 1500));
    log.on(new TaskLog.Noted(new Note.TaskLeft(Seen.id(2)), 1500));

    assertThat(log.get(Seen.id(1))).isNull();
    assertThat(log.get(Seen.id(2))).isNotNull();
  }

  @Test
  void staysWithinItsBoundsUnderAFlood() {
    for (int i = 0; i < 5000; i++) {
      lead(i, 1000, 30);
    }
    assertThat(log.size()).isEqualTo(TaskLog.TASKS_MAX);

    List<TasksSeen> told = log.on(new TaskLog.Beat(1));

    assertThat(told).hasSize(TaskLog.BATCHES_MAX);
    assertThat(told).allMatch(each -> each.tasks().size() <= TaskLog.BATCH_MAX);
    assertThat(log.on(new TaskLog.Beat(1))).isEmpty();
  }

  private void lead(int number, long at, int ackMillis) {
    var task = Seen.task(number, SELF, at);
    log.on(new TaskLog.Noted(new Note.LeadTask(task, 1, ackMillis), at + ackMillis));
  }

  private void ask(int number, NodeId node, long at) {
    log.on(new TaskLog.Noted(new Note.TaskAssigned(Seen.id(number), 1, node, 0), at));
  }

  private void heard(NodeId speaker, Message said, long at) {
    log.on(new TaskLog.Heard(speaker, said, at));
  }

  private void decide(int number, List<NodeId> agreed, List<NodeId> dissent, long at) {
    Verdict verdict =
        agreed.isEmpty()
            ? Verdict.without(Seen.id(number), 1, Verdict.Outcome.DISPUTED, "")
            : new Verdict(
                Seen.id(number),
                1,
                Verdict.Outcome.AGREED,
                Optional.of(answer()),
                agreed,
                dissent,
                "");
    var task = Seen.task(number, SELF, 1000);
    Proof proof = new Proof(task, verdict, List.of(), List.of());
    log.on(new TaskLog.Noted(new Note.VerdictReached(task, verdict, proof), at));
  }

  private static Message revealed() {
    Digest question = Digest.of(new byte[] {1});
    return new Message.AnswerRevealed(
        Seen.id(1), 1, question, Bytes.giving(new byte[32]), answer());
  }

  private static Answer answer() {
    return new Answer.Exact(Bytes.EMPTY);
  }

  private TaskSeen kept(int number) {
    TaskSeen task = log.get(Seen.id(number));
    assertThat(task).isNotNull();
    return java.util.Objects.requireNonNull(task);
  }

  private static List<TaskSeen> told(List<TasksSeen> messages) {
    return messages.stream().flatMap(each -> each.tasks().stream()).toList();
  }
}
