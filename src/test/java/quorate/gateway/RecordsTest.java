package quorate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.wire.Samples;

/** The transitions of what the cluster keeps. */
class RecordsTest {
  private static final NodeId ALICE = Samples.ALICE.id();
  private static final NodeId BOB = Samples.BOB.id();

  private final TaskRecord fresh = TaskRecord.accepted(Samples.WHOLE_TASK, 0, 1000);
  private final SessionRecord session =
      SessionRecord.opened(Samples.SESSION, Digest.of(new byte[0]), ALICE, 5);

  @Test
  void keepsTheFirstVerdictWhenAnotherComes() {
    TaskRecord decided = fresh.decided(Samples.VERDICT);
    Verdict other = Verdict.without(Samples.TASK, 9, Verdict.Outcome.FAILED, "late");
    assertThat(decided.open()).isFalse();
    assertThat(decided.decided(other)).isEqualTo(decided);
  }

  @Test
  void refusesAVerdictWhenItsEpochIsOld() {
    TaskRecord claimed = fresh.claimed(BOB, 2000);
    assertThat(claimed.epoch()).isEqualTo(2);
    assertThat(claimed.decided(Samples.VERDICT).open()).isTrue();
  }

  @Test
  void renewsOnlyForItsLeaderInItsEpoch() {
    assertThat(fresh.renewed(ALICE, 1, 3000).leaseUntilMillis()).isEqualTo(3000);
    assertThat(fresh.renewed(BOB, 1, 3000)).isEqualTo(fresh);
    assertThat(fresh.renewed(ALICE, 2, 3000)).isEqualTo(fresh);
    assertThat(fresh.renewed(ALICE, 1, 500).leaseUntilMillis()).isEqualTo(1000);
  }

  @Test
  void isNotClaimedWhenDecided() {
    TaskRecord decided = fresh.decided(Samples.VERDICT);
    assertThat(decided.claimed(BOB, 2000)).isEqualTo(decided);
  }

  @Test
  void survivesAMergeWhenDecidedOrLater() {
    TaskRecord decided = fresh.decided(Samples.VERDICT);
    TaskRecord claimed = fresh.claimed(BOB, 2000);
    assertThat(decided.merged(claimed)).isEqualTo(decided);
    assertThat(claimed.merged(decided)).isEqualTo(decided);
    assertThat(fresh.merged(claimed)).isEqualTo(claimed);
    assertThat(claimed.merged(fresh)).isEqualTo(claimed);
  }

  @Test
  void survivesAMergeWhenAgreedOnThoughTheOtherHalfMissedNodesInALaterEpoch() {
    TaskRecord agreed = fresh.decided(Samples.VERDICT);
    Verdict without = Verdict.without(Samples.TASK, 2, Verdict.Outcome.DISPUTED, "1 could be had");
    TaskRecord disputed = fresh.claimed(BOB, 2000).decided(without);
    assertThat(agreed.merged(disputed)).isEqualTo(agreed);
    assertThat(disputed.merged(agreed)).isEqualTo(agreed);
  }

  @Test
  void givesEachResultOneOffset() {
    TaskId other = new TaskId(1, 2);
    SessionRecord two = session.appended(Samples.TASK).appended(other).appended(Samples.TASK);
    assertThat(two.unacked())
        .isEqualTo(
            List.of(
                new SessionRecord.Unacked(1, Samples.TASK), new SessionRecord.Unacked(2, other)));
    assertThat(two.nextOffset()).isEqualTo(3);
  }

  @Test
  void forgetsWhatWasAcknowledgedAndGoesOnCounting() {
    SessionRecord acked = session.appended(Samples.TASK).acknowledged(1, 6);
    assertThat(acked.unacked()).isEmpty();
    assertThat(acked.nextOffset()).isEqualTo(2);
  }

  @Test
  void fencesTheOlderConnectionWhenAttachedAgain() {
    assertThat(session.attached(BOB, 7).fence()).isEqualTo(session.fence() + 1);
    assertThat(session.attached(BOB, 7).gateway()).isEqualTo(BOB);
  }

  @Test
  void takesNoMoreWhenFull() {
    SessionRecord full = session;
    for (int i = 0; i < SessionRecord.UNACKED_MAX; i++) {
      full = full.appended(new TaskId(7, i));
    }
    assertThat(full.appended(new TaskId(8, 0))).isSameAs(full);
  }
}
