package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quorate.gateway.SessionRecord;
import quorate.node.cluster.Cluster.Leader;
import quorate.node.cluster.Held.Next;
import quorate.task.Digest;
import quorate.task.Picture;
import quorate.task.SessionId;
import quorate.task.TaskId;
import quorate.wire.Samples;

/** The small deciders of the task book: deliveries, leases, what is dropped. */
class HeldTest {
  private final Held held = new Held();

  @Test
  void deliversOnceAndInOrder() {
    held.hold(session(1, 10, 3));
    assertThat(held.served(id(1), 10, 2)).as("before it was held").isEqualTo(Next.IGNORE);
    assertThat(held.served(id(1), 10, 4)).as("3 is missing").isEqualTo(Next.FETCH);
    assertThat(held.served(id(1), 10, 3)).isEqualTo(Next.DELIVER);
    assertThat(held.served(id(1), 10, 3)).isEqualTo(Next.IGNORE);
    assertThat(held.served(id(1), 10, 4)).isEqualTo(Next.DELIVER);
    assertThat(held.served(id(2), 10, 1)).as("not held").isEqualTo(Next.IGNORE);
  }

  @Test
  void asksTheMapWhenOffsetsBeginAnew() {
    held.hold(session(1, 10, 3));
    assertThat(held.served(id(1), 11, 1)).isEqualTo(Next.FETCH);
    assertThat(held.behind(session(1, 11, 3))).contains(0L);
    assertThat(held.served(id(1), 11, 1)).isEqualTo(Next.DELIVER);
    assertThat(held.served(id(1), 10, 3)).as("of the old epoch").isEqualTo(Next.IGNORE);
  }

  @Test
  void isBehindWhenAHintWasLost() {
    held.hold(session(1, 10, 3));
    assertThat(held.behind(session(1, 10, 3))).isEmpty();
    assertThat(held.behind(session(1, 10, 5))).contains(2L);
    held.drop(id(1));
    assertThat(held.behind(session(1, 10, 5))).isEmpty();
  }

  @Test
  void allSessionsGetTheirTurn() {
    for (int i = 0; i < 5; i++) {
      held.hold(session(i, 1, 1));
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
    Retention retention = new Retention(2, 100);
    assertThat(retention.told(new TaskId(1, 1))).isEmpty();
    assertThat(retention.told(new TaskId(1, 2))).isEmpty();
    assertThat(retention.told(new TaskId(1, 3))).containsExactly(new TaskId(1, 1));
    assertThat(retention.decided(new TaskId(1, 1), picture(60))).isEmpty();
    assertThat(retention.decided(new TaskId(1, 2), picture(60)))
        .containsExactly(new Retention.Shown(new TaskId(1, 1), picture(60)));
    assertThat(retention.decided(new TaskId(1, 3), picture(500))).hasSize(2);
  }

  private static Picture picture(int bytes) {
    return new Picture(Digest.of(new byte[0]), bytes, Picture.Format.PNG, 1, 1);
  }

  private static SessionId id(int number) {
    return new SessionId(9, number);
  }

  private static SessionRecord session(int number, long epoch, long nextOffset) {
    return new SessionRecord(
        id(number), Digest.of(new byte[0]), Samples.ALICE.id(), epoch, 1, nextOffset, 1, List.of());
  }
}
