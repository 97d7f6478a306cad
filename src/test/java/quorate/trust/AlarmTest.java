package quorate.trust;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import quorate.task.NodeId;

class AlarmTest {
  private static final TrustPolicy POLICY = TrustPolicy.DEFAULT;
  private static final NodeId LEADER = Town.node(1);
  private static final NodeId OTHER = Town.node(2);

  private final Alarm alarm = new Alarm(POLICY);

  @Test
  void anotherLeadersWordRingsItOnceAnEpochHoweverOftenItIsGiven() {
    alarm.heardOfOverturned(LEADER, POLICY.auditMin());
    long once = alarm.owed();
    for (int i = 0; i < 50; i++) {
      alarm.heardOfOverturned(LEADER, POLICY.auditMin());
    }
    assertThat(alarm.owed()).isEqualTo(once).isPositive();
    alarm.heardOfOverturned(OTHER, POLICY.auditMin());
    assertThat(alarm.owed()).isEqualTo(2 * once);
    alarm.epoch(1);
    alarm.heardOfOverturned(LEADER, POLICY.auditMin());
    assertThat(alarm.owed()).isEqualTo(3 * once);
  }

  @Test
  void anotherLeadersWordRingsItNoLouderWhenItClaimsASmallerChance() {
    alarm.heardOfOverturned(LEADER, 1);
    long claimed = alarm.owed();
    Alarm honest = new Alarm(POLICY);
    honest.overturned(POLICY.auditMin());
    assertThat(claimed).isEqualTo(honest.owed());
  }

  @Test
  void anotherLeaderPaysBackNoMoreThanThisNodeHasItself() {
    alarm.overturned(POLICY.auditMin());
    long owed = alarm.owed();
    heardOfGiven(100_000);
    assertThat(alarm.owed()).as("this node has given out nothing").isEqualTo(owed);
    alarm.epoch(1);
    for (int i = 0; i < 10; i++) {
      alarm.given();
    }
    heardOfGiven(100_000);
    assertThat(owed - alarm.owed()).isEqualTo(20L * POLICY.tolerated());
    alarm.epoch(2);
    heardOfGiven(100_000);
    assertThat(owed - alarm.owed())
        .as("as in the epoch before")
        .isEqualTo(30L * POLICY.tolerated());
  }

  private void heardOfGiven(int times) {
    for (int i = 0; i < times; i++) {
      alarm.heardOfGiven(LEADER);
    }
  }
}
