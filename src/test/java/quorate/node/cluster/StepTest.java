package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import quorate.gateway.SessionRecord;
import quorate.gateway.SessionRecord.Unacked;
import quorate.gateway.TaskRecord;
import quorate.node.cluster.TaskStep.Fate;
import quorate.node.cluster.TaskStep.Ruling;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.wire.Samples;

/** What steps do to tasks and sessions, and what becomes of them when two halves meet. */
class StepTest {
  private static final NodeId ALICE = Samples.ALICE.id();
  private static final NodeId BOB = Samples.BOB.id();
  private static final Digest OWNER = Digest.of(new byte[0]);
  private static final Kept OPEN = Kept.open(TaskRecord.accepted(Samples.WHOLE_TASK, 0), 77);
  private static final Bytes PROOF = Bytes.ofHex("aabb");
  private static final Step DECIDE = new TaskStep.Decide(Samples.VERDICT, Optional.of(PROOF), 500);

  @Test
  void stepsComeBackFromTheirBytes() {
    for (Step step :
        List.of(
            new TaskStep.Accept(OPEN),
            new TaskStep.Claim(BOB, 5, 1),
            DECIDE,
            new TaskStep.Cancel(9),
            new TaskStep.Mark(Kept.State.TOLD, 9),
            new TaskStep.Restore(OPEN, 9),
            new SessionStep.Open(session(), 9),
            new SessionStep.Attach(OWNER, BOB, 8, 9),
            new SessionStep.Append(Samples.TASK, 9),
            new SessionStep.Acknowledge(1, 3, 8, 9))) {
      assertThat(Step.decoded(step.encoded())).isEqualTo(step);
    }
  }

  @Test
  void indexesReadWhatTheRecordSays() {
    byte[] encoded = OPEN.with(Kept.State.DECIDED).encoded().toArray();
    assertThat(Kept.state(encoded[0])).isEqualTo(Kept.State.DECIDED);
    assertThat(Kept.session(encoded)).isEqualTo(Samples.SESSION);
    assertThat(Kept.acceptedAtMillis(encoded)).isEqualTo(Samples.WHOLE_TASK.acceptedAtMillis());
  }

  @Test
  void firstSubmissionStaysWhenTheIdComesAgain() {
    Bytes kept = after(new TaskStep.Accept(OPEN), Optional.empty());
    Step.Change again = new TaskStep.Accept(OPEN).on(Optional.of(kept));
    assertThat(again.after()).isEmpty();
    assertThat(Kept.decoded(again.reply())).isEqualTo(OPEN);
  }

  @Test
  void oneClaimWinsWhenTwoTry() {
    Bytes open = OPEN.encoded();
    Bytes claimed = after(new TaskStep.Claim(BOB, 5, 1), Optional.of(open));
    assertThat(Kept.decoded(claimed).record().epoch()).isEqualTo(2);
    assertThat(Kept.decoded(claimed).record().leader()).isEqualTo(BOB);
    assertThat(Kept.decoded(claimed).leaderSince()).isEqualTo(5);
    Step.Change second = new TaskStep.Claim(ALICE, 6, 1).on(Optional.of(claimed));
    assertThat(second.after()).isEmpty();
    assertThat(second.reply()).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void firstVerdictHoldsWhenMoreCome() {
    Step.Change won = DECIDE.on(Optional.of(OPEN.encoded()));
    assertThat(won.keepMillis()).isEqualTo(500);
    assertThat(fate(won)).isEqualTo(Fate.WON);
    Optional<Bytes> decided = won.after();
    assertThat(Kept.decoded(decided.orElseThrow()).state()).isEqualTo(Kept.State.DECIDED);
    assertThat(Kept.decoded(decided.get()).proof()).contains(PROOF);
    assertThat(fate(DECIDE.on(decided))).isEqualTo(Fate.AGAIN);
    assertThat(fate(new TaskStep.Cancel(5).on(decided))).isEqualTo(Fate.LOST);
    assertThat(DECIDE.on(Optional.empty()).reply()).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void staleLeaderDecidesNothingWhenAnotherHasClaimed() {
    Bytes claimed = after(new TaskStep.Claim(BOB, 5, 1), Optional.of(OPEN.encoded()));
    Step.Change stale = DECIDE.on(Optional.of(claimed));
    assertThat(stale.after()).isEmpty();
    assertThat(fate(stale)).isEqualTo(Fate.STALE);
  }

  @Test
  void marksMoveForwardOnly() {
    Optional<Bytes> open = Optional.of(OPEN.encoded());
    assertThat(new TaskStep.Mark(Kept.State.TOLD, 9).on(open).after()).isEmpty();
    Optional<Bytes> decided = DECIDE.on(open).after();
    Step.Change mark = new TaskStep.Mark(Kept.State.TOLD, 9).on(decided);
    Optional<Bytes> told = mark.after();
    assertThat(told).contains(Kept.decoded(decided.orElseThrow()).with(Kept.State.TOLD).encoded());
    Map<TaskId, Integer> sizes = new HashMap<>();
    TaskStep.Mark.put(sizes, Samples.TASK, mark.reply());
    assertThat(sizes).containsEntry(Samples.TASK, told.orElseThrow().size());
    assertThat(Kept.decoded(told.orElseThrow()).state()).isEqualTo(Kept.State.TOLD);
    assertThat(new TaskStep.Mark(Kept.State.UNCLAIMED, 9).on(told).after()).isEmpty();
    assertThat(new TaskStep.Mark(Kept.State.TOLD, 9).on(told).after()).isEmpty();
    assertThat(new TaskStep.Mark(Kept.State.TOLD, 9).on(Optional.empty()).after()).isEmpty();
  }

  @Test
  void journalBringsBackOnlyWhatTheClusterLacks() {
    Kept decided = Kept.decoded(DECIDE.on(Optional.of(OPEN.encoded())).after().orElseThrow());
    Step restoreOpen = new TaskStep.Restore(OPEN, 9);
    Step restoreDecided = new TaskStep.Restore(decided, 9);

    assertThat(after(restoreOpen, Optional.empty())).isEqualTo(OPEN.encoded());
    assertThat(restoreOpen.on(Optional.of(decided.encoded())).after()).isEmpty();
    assertThat(after(restoreDecided, Optional.of(OPEN.encoded()))).isEqualTo(decided.encoded());
    assertThat(restoreDecided.on(Optional.of(decided.encoded())).after()).isEmpty();
  }

  @Test
  void earlierSubmissionStaysWhenTwoJournalsHaveOneId() {
    Task task = Samples.WHOLE_TASK;
    Task later =
        new Task(
            task.id(),
            task.session(),
            BOB,
            new quorate.task.ModelId(Digest.of(new byte[] {4})),
            task.kind(),
            task.picture(),
            task.terms(),
            task.acceptedAtMillis() + 5);
    Kept second = Kept.open(TaskRecord.accepted(later, 0), 1);
    assertThat(after(new TaskStep.Restore(OPEN, 9), Optional.of(second.encoded())))
        .isEqualTo(OPEN.encoded());
    assertThat(new TaskStep.Restore(second, 9).on(Optional.of(OPEN.encoded())).after()).isEmpty();
  }

  @Test
  void resultGetsOneOffsetHoweverOftenItIsAppended() {
    Bytes session = SessionStep.encode(session());
    Step.Change first = new SessionStep.Append(task(1), 9).on(Optional.of(session));
    Step.Change second = new SessionStep.Append(task(2), 9).on(first.after());
    Step.Change again = new SessionStep.Append(task(1), 9).on(second.after());
    assertThat(offset(first)).isEqualTo(1);
    assertThat(offset(second)).isEqualTo(2);
    assertThat(offset(again)).isEqualTo(1);
    assertThat(again.after()).isEmpty();
    assertThat(new SessionStep.Append(task(1), 9).on(Optional.empty()).reply())
        .isEqualTo(Bytes.EMPTY);
  }

  @Test
  void packedSessionDoesWhatItsRecordDoes() {
    Random random = new Random(7);
    SessionRecord plain = session();
    Bytes packed = SessionStep.encode(plain);
    for (int i = 0; i < 2_000; i++) {
      Step step;
      if (random.nextInt(4) > 0) {
        TaskId task = task(random.nextInt(60));
        step = new SessionStep.Append(task, 9);
        plain = plain.appended(task);
      } else {
        long offset = plain.nextOffset() - 1 - random.nextInt(20);
        step = new SessionStep.Acknowledge(plain.epoch(), offset, i, 9);
        plain = plain.acknowledged(offset, i);
      }
      packed = step.on(Optional.of(packed)).after().orElse(packed);
      assertThat(SessionStep.decode(packed)).isEqualTo(plain);
    }
  }

  @Test
  void acknowledgementOfAnotherEpochForgetsNothing() {
    Bytes session = after(new SessionStep.Append(task(1), 9), sessionBytes());
    assertThat(new SessionStep.Acknowledge(2, 1, 8, 9).on(Optional.of(session)).after()).isEmpty();
    Step.Change done = new SessionStep.Acknowledge(1, 1, 8, 9).on(Optional.of(session));
    assertThat(SessionStep.decode(done.after().orElseThrow()).unacked()).isEmpty();
    assertThat(done.reply()).isEqualTo(Bytes.EMPTY);
  }

  private static Optional<Bytes> sessionBytes() {
    return Optional.of(SessionStep.encode(session()));
  }

  @Test
  void resultWaitsWithoutAnOffsetWhenItsSessionIsFull() {
    Bytes full = SessionStep.encode(session());
    for (int i = 0; i < SessionRecord.UNACKED_MAX; i++) {
      full = after(new SessionStep.Append(task(i), 9), Optional.of(full));
    }
    Step.Change more = new SessionStep.Append(task(-1), 9).on(Optional.of(full));
    assertThat(more.after()).isEmpty();
    assertThat(offset(more)).isZero();
  }

  @Test
  void sessionIsAttachedOnlyByItsOwner() {
    Optional<Bytes> session = Optional.of(SessionStep.encode(session()));
    Digest another = Digest.of(new byte[] {1});
    assertThat(new SessionStep.Attach(another, BOB, 8, 9).on(session).after()).isEmpty();
    SessionRecord attached =
        SessionStep.decode(after(new SessionStep.Attach(OWNER, BOB, 8, 9), session));
    assertThat(attached.gateway()).isEqualTo(BOB);
    assertThat(attached.fence()).isEqualTo(2);
  }

  @Test
  void decidedAndToldTasksSurviveWhenHalvesMeet() {
    Kept decided = Kept.decoded(DECIDE.on(Optional.of(OPEN.encoded())).after().orElseThrow());
    Kept told = decided.with(Kept.State.TOLD);
    Kept claimed = Kept.decoded(after(new TaskStep.Claim(BOB, 5, 1), Optional.of(OPEN.encoded())));
    List<Kept> ranked = List.of(OPEN, claimed, decided, told);
    for (int low = 0; low < ranked.size(); low++) {
      for (int high = low; high < ranked.size(); high++) {
        Bytes one = ranked.get(low).encoded();
        Bytes other = ranked.get(high).encoded();
        assertThat(MergeTasks.merged(one, other)).isEqualTo(other);
        assertThat(MergeTasks.merged(other, one)).isEqualTo(other);
      }
    }
  }

  @Test
  void sessionGoesOnWhenOnlyOneHalfWentFurther() {
    SessionRecord base = session(1, 3, unacked(1, 1), unacked(2, 2));
    SessionRecord further = session(1, 5, unacked(2, 2), unacked(3, 3), unacked(4, 4));
    assertThat(SessionMerge.of(base, further)).isEqualTo(further);
    assertThat(SessionMerge.of(further, base).unacked()).isEqualTo(further.unacked());
    SessionRecord acked = session(1, 3, unacked(2, 2));
    assertThat(SessionMerge.of(base, acked).unacked()).isEqualTo(acked.unacked());
  }

  @Test
  void offsetsBeginAnewWhenBothHalvesGaveThemOut() {
    SessionRecord one = session(1, 3, unacked(1, 1), unacked(2, 2));
    SessionRecord other = session(1, 3, unacked(1, 1), unacked(2, 9));
    SessionRecord merged = SessionMerge.of(one, other);
    assertThat(merged.epoch()).isEqualTo(one.epoch() + 1);
    assertThat(merged.nextOffset()).isEqualTo(4);
    assertThat(merged.unacked()).containsExactly(unacked(1, 1), unacked(2, 2), unacked(3, 9));
  }

  private static Bytes after(Step step, Optional<Bytes> before) {
    return step.on(before).after().orElseThrow();
  }

  private static Fate fate(Step.Change change) {
    return Ruling.decoded(change.reply()).orElseThrow().fate();
  }

  private static long offset(Step.Change change) {
    return SessionStep.Place.decoded(change.reply()).orElseThrow().offset();
  }

  private static SessionRecord session() {
    return SessionRecord.opened(Samples.SESSION, OWNER, ALICE, 1);
  }

  private static SessionRecord session(long epoch, long nextOffset, Unacked... unacked) {
    return new SessionRecord(
        Samples.SESSION, OWNER, ALICE, epoch, 1, nextOffset, 1, List.of(unacked));
  }

  private static Unacked unacked(long offset, int task) {
    return new Unacked(offset, task(task));
  }

  private static TaskId task(int number) {
    return new TaskId(1, number);
  }
}
