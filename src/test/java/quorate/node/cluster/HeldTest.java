package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quorate.gateway.SessionRecord;
import quorate.gateway.SessionRecord.Unacked;
import quorate.gateway.TaskBook.Delivery;
import quorate.gateway.TaskRecord;
import quorate.node.cluster.Cluster.Leader;
import quorate.task.Digest;
import quorate.task.Picture;
import quorate.task.SessionId;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.wire.Samples;

/** The small deciders of the task book: deliveries, leases, what is dropped. */
class HeldTest {
  private final Held held = new Held();

  @Test
  void deliversOnceAndInOrder() {
    held.hold(session(1, 10, 3), List.of());
    assertThat(held.served(result(1, 10, 2))).as("before it was held").isEqualTo(next(false));
    assertThat(held.served(result(1, 10, 5))).isEqualTo(next(true));
    assertThat(held.served(result(1, 10, 4))).isEqualTo(next(true));
    assertThat(held.served(result(1, 10, 7))).isEqualTo(next(true));
    assertThat(held.served(result(1, 10, 3))).isEqualTo(next(true, 3, 4, 5));
    assertThat(held.served(result(1, 10, 3))).as("again").isEqualTo(next(false));
    assertThat(held.served(result(1, 10, 6))).isEqualTo(next(false, 6, 7));
    assertThat(held.served(result(2, 10, 1))).as("not held").isEqualTo(next(false));
  }

  @Test
  void everyOrderOfHintsGivesTheSameDeliveries() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      Held each = new Held();
      each.hold(session(1, 1, 1), List.of());
      List<Long> hints = new ArrayList<>();
      for (long offset = 1; offset <= 8; offset++) {
        hints.add(offset);
        hints.add(offset);
      }
      Collections.shuffle(hints, random);
      List<Long> delivered = new ArrayList<>();
      for (long offset : hints) {
        each.served(result(1, 1, offset)).now().forEach(one -> delivered.add(one.offset()));
      }
      assertThat(delivered).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }
  }

  @Test
  void asksTheMapWhenOffsetsBeginAnew() {
    held.hold(session(1, 10, 3), List.of());
    assertThat(held.served(result(1, 11, 1))).isEqualTo(next(true));
    assertThat(held.isAnew(session(1, 10, 3))).isFalse();
    assertThat(held.isAnew(session(1, 11, 3))).isTrue();
    held.hold(session(1, 11, 1), List.of());
    assertThat(held.served(result(1, 11, 1)).now()).hasSize(1);
    assertThat(held.served(result(1, 10, 3))).as("of the old epoch").isEqualTo(next(false));
  }

  @Test
  void hintsAreOfUseWhenTheyTellSomethingNew() {
    held.hold(session(1, 10, 3), List.of());
    assertThat(held.isNew(id(1), 10, 2)).isFalse();
    assertThat(held.isNew(id(1), 10, 3)).isTrue();
    assertThat(held.isNew(id(1), 9, 3)).isFalse();
    assertThat(held.isNew(id(1), 11, 1)).isTrue();
    assertThat(held.isNew(id(2), 10, 3)).as("not held").isFalse();
  }

  @Test
  void isOverruledUnlessAnotherGatewayTookItOver() {
    SessionRecord here = session(1, 10, 3);
    held.hold(here, List.of());
    assertThat(held.isOverruled(here.attached(Samples.BOB.id(), 1))).isFalse();
    assertThat(held.isOverruled(session(1, 10, 7))).as("by one that was never handed on").isTrue();
    SessionRecord anew = session(1, 11, 1).attached(Samples.BOB.id(), 1);
    assertThat(held.isOverruled(anew)).as("by one that was opened beyond a cut").isTrue();
    assertThat(held.isOverruled(session(2, 11, 1))).as("not held").isFalse();
  }

  @Test
  void clientsAcknowledgeWhatWentOutToThemAndNothingElse() {
    held.hold(session(1, 10, 3), List.of());
    held.served(new Delivery(id(1), 10, 4, ended(task(4))));
    held.served(new Delivery(id(1), 10, 3, ended(task(3))));
    held.served(new Delivery(id(1), 10, 6, ended(task(6))));
    assertThat(held.told(id(1), 10, 3)).contains(List.of(task(3)));
    assertThat(held.told(id(1), 10, 6)).contains(List.of(task(3), task(4)));
    held.acknowledged(id(1), Set.of(task(3)));
    assertThat(held.told(id(1), 10, 6)).as("not marked yet").contains(List.of(task(4)));
    assertThat(held.told(id(1), 11, 6)).as("of another epoch").isEmpty();
  }

  @Test
  void clientsAcknowledgeWhatTheyMayHaveByAnEarlierConnection() {
    held.hold(session(1, 10, 5), List.of(new Unacked(3, task(3)), new Unacked(4, task(4))));
    assertThat(held.told(id(1), 10, 4)).contains(List.of(task(3), task(4)));
    held.hold(session(1, 10, 5), List.of());
    held.gave(id(1), 10, 4, task(4));
    assertThat(held.told(id(1), 10, 4)).as("held anew").contains(List.of(task(4)));
    held.drop(id(1));
    assertThat(held.told(id(1), 10, 4)).as("not held").isEmpty();
  }

  @Test
  void resultsGoOutUpToTheFirstThatIsNotDecidedHere() {
    SessionRecord session = session(1, 10, 5);
    List<Unacked> wanted =
        List.of(new Unacked(3, task(3)), new Unacked(4, task(4)), new Unacked(5, task(5)));
    TaskRecord record = TaskRecord.accepted(Samples.WHOLE_TASK, 0, 0);
    Kept open = Kept.open(record, 1);
    Kept decided =
        Kept.of(
            Kept.State.DECIDED,
            1,
            record.decided(
                Verdict.without(
                    record.task().id(), record.epoch(), Verdict.Outcome.DISPUTED, "as it ended")),
            Optional.empty());
    Map<TaskId, Kept> merging = Map.of(task(3), decided, task(4), open, task(5), decided);
    assertThat(Deliveries.deliveries(session, wanted, merging, false)).hasSize(1);
    Map<TaskId, Kept> one = Map.of(task(3), decided, task(5), decided);
    assertThat(Deliveries.deliveries(session, wanted, one, true)).as("may come").hasSize(1);
    assertThat(Deliveries.deliveries(session, wanted, one, false))
        .as("gone for good")
        .hasSize(3)
        .element(1)
        .satisfies(each -> assertThat(each.verdict().outcome()).isEqualTo(Verdict.Outcome.FAILED));
  }

  @Test
  void holdingAnewIsToldFromTheHoldingBefore() {
    assertThat(held.hold(id(1))).isZero();
    held.hold(session(1, 10, 3), List.of());
    long before = held.hold(id(1));
    held.hold(session(1, 10, 3), List.of());
    assertThat(held.hold(id(1))).isNotEqualTo(before).isPositive();
    held.drop(id(1));
    assertThat(held.hold(id(1))).isZero();
  }

  @Test
  void isBehindWhenAHintWasLost() {
    held.hold(session(1, 10, 3), List.of());
    assertThat(held.behind(session(1, 10, 3))).isEmpty();
    assertThat(held.behind(session(1, 10, 5))).contains(2L);
    held.drop(id(1));
    assertThat(held.behind(session(1, 10, 5))).isEmpty();
  }

  @Test
  void allSessionsGetTheirTurn() {
    for (int i = 0; i < 5; i++) {
      held.hold(session(i, 1, 1), List.of());
    }
    Set<SessionId> seen = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      List<SessionId> some = held.some(2);
      assertThat(some).hasSize(2);
      seen.addAll(some);
    }
    assertThat(seen).hasSize(5);
    assertThat(new Held().some(2)).isEmpty();
  }

  @Test
  void leaderHasStoppedWhenItsCountStandsStillForALease() {
    Liveness liveness = new Liveness();
    Leader leader = new Leader(Samples.ALICE.id(), 1);
    assertThat(liveness.stopped(leader, 5, 0)).isFalse();
    assertThat(liveness.stopped(leader, 5, Liveness.LEASE_MILLIS - 1)).isFalse();
    assertThat(liveness.stopped(leader, 6, Liveness.LEASE_MILLIS)).isFalse();
    assertThat(liveness.stopped(leader, 6, 2 * Liveness.LEASE_MILLIS)).isTrue();
    liveness.keepOnly(Set.of());
    assertThat(liveness.stopped(leader, 6, 9 * Liveness.LEASE_MILLIS)).isFalse();
  }

  @Test
  void oldestGoFirstWhenTooMuchIsKept() {
    Duration keep = Duration.ofMinutes(1);
    Retention retention = new Retention(new BookLimits(keep, keep, 1, 2, 100, 100));
    assertThat(retention.told(new TaskId(1, 1), 10)).isEmpty();
    assertThat(retention.told(new TaskId(1, 2), 10)).isEmpty();
    assertThat(retention.told(new TaskId(1, 3), 10)).containsExactly(new TaskId(1, 1));
    assertThat(retention.told(new TaskId(1, 4), 91))
        .as("too many bytes")
        .containsExactly(new TaskId(1, 2), new TaskId(1, 3));
    assertThat(retention.decided(new TaskId(1, 1), picture(60))).isEmpty();
    assertThat(retention.decided(new TaskId(1, 2), picture(60)))
        .containsExactly(new Retention.Shown(new TaskId(1, 1), picture(60)));
    assertThat(retention.decided(new TaskId(1, 3), picture(500))).hasSize(2);
  }

  @Test
  void allGetTheirTurnWhenOnlySomeArePicked() {
    Turn turn = new Turn();
    List<Integer> all = List.of(1, 2, 3, 4, 5);
    assertThat(turn.some(all, 2)).containsExactly(1, 2);
    assertThat(turn.some(all, 2)).containsExactly(3, 4);
    assertThat(turn.some(all, 2)).containsExactly(5, 1);
    assertThat(turn.some(all, 9)).containsExactly(2, 3, 4, 5, 1);
    assertThat(turn.some(List.of(), 2)).isEmpty();
  }

  @Test
  void taskIsLookedAtAgainWhenItsSightingIsOldOrItIsOverdue() {
    Leader leader = new Leader(Samples.ALICE.id(), 5);
    Sightings sightings = new Sightings();
    sightings.saw(new TaskId(1, 1), leader, 100, 1_000_000);
    sightings.saw(new TaskId(1, 2), leader, 100, 200);
    assertThat(sightings.of(new TaskId(1, 1), 99 + Sightings.FRESH_MILLIS)).contains(leader);
    assertThat(sightings.of(new TaskId(1, 1), 100 + Sightings.FRESH_MILLIS)).isEmpty();
    long overdue = 100 + 200 + Sightings.OVERDUE_MILLIS;
    sightings.saw(new TaskId(1, 2), leader, overdue - 10, 200);
    assertThat(sightings.of(new TaskId(1, 2), overdue - 1)).contains(leader);
    assertThat(sightings.overdue(new TaskId(1, 2), overdue - 1)).isFalse();
    assertThat(sightings.of(new TaskId(1, 2), overdue)).isEmpty();
    assertThat(sightings.overdue(new TaskId(1, 2), overdue)).isTrue();
    assertThat(sightings.overdue(new TaskId(1, 1), overdue)).isFalse();
    assertThat(sightings.leaders()).containsExactly(leader);
    sightings.keepOnly(Set.of());
    assertThat(sightings.leaders()).isEmpty();
  }

  private static Picture picture(int bytes) {
    return new Picture(Digest.of(new byte[0]), bytes, Picture.Format.PNG, 1, 1);
  }

  private static Held.Next next(boolean missing, long... offsets) {
    List<Delivery> now = new ArrayList<>();
    for (long offset : offsets) {
      now.add(result(1, 10, offset));
    }
    return new Held.Next(now, missing);
  }

  private static Delivery result(int session, long epoch, long offset) {
    return new Delivery(id(session), epoch, offset, Samples.VERDICT);
  }

  private static TaskId task(long number) {
    return new TaskId(0x0198_0000_0000_7000L, Long.MIN_VALUE | number);
  }

  private static Verdict ended(TaskId task) {
    return Verdict.without(task, 0, Verdict.Outcome.FAILED, "as the test wants it");
  }

  private static SessionId id(int number) {
    return new SessionId(9, number);
  }

  private static SessionRecord session(int number, long epoch, long nextOffset) {
    return new SessionRecord(
        id(number), Digest.of(new byte[0]), Samples.ALICE.id(), epoch, 1, nextOffset, 1, List.of());
  }
}
