package quorate.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How long nodes are waited for: n1 and n2 take 20 ms, n3 takes 200 ms. */
class PatienceTest {
  private static final int SLOW = 3;

  @Test
  void waitsNotAtAllForWhoCannotBeThereInTime() {
    Dispatching dispatching = measured(true).lead(50);
    assertThat(dispatching.asked(50)).hasSize(3);
    assertThat(dispatching.waitsFor(SLOW)).isZero();
  }

  @Test
  void waitsForTheFastUntilTheirHedge() {
    Dispatching dispatching = measured(true);
    dispatching.see(4, "operator 4").see(5, "operator 5").lead(50);
    assertThat(dispatching.waitsFor(1)).isBetween(20L, 40L);
  }

  @Test
  void movesTheHedgeOfTheSlowWhenAFasterOneJoins() {
    Dispatching dispatching = measured(true).gone(2).lead(50);
    assertThat(dispatching.asked(50)).containsExactlyInAnyOrder(1, SLOW);
    assertThat(dispatching.waitsFor(SLOW)).as("it is needed").isGreaterThan(150);
    dispatching.see(2, "operator 2");
    assertThat(dispatching.asked(50)).endsWith(2);
    assertThat(dispatching.waitsFor(SLOW)).as("it is needed no longer").isZero();
  }

  @Test
  void waitsLongForAProvenNodeWhenTheOthersAreNotAndNobodyElseIsLeft() {
    Dispatching dispatching = measured(true).lead(50);
    assertThat(dispatching.waitsFor(1)).isGreaterThan(500);
    assertThat(dispatching.waitsFor(2)).isGreaterThan(500);
  }

  @Test
  void waitsNoLongerThanNeededWhenAllAreProven() {
    Dispatching dispatching = measured(false);
    dispatching.work(40, 20, 1, 2, 3).lead(50);
    assertThat(dispatching.waitsFor(1)).isLessThan(50);
  }

  @Test
  void waitsNoLongerThanNeededWhenAQuorumMoreCouldBeAsked() {
    Dispatching fresh = Dispatching.of(5).lead(1);
    Dispatching few = Dispatching.of(4).lead(1);
    assertThat(fresh.waitsFor(fresh.asked(1).getFirst())).isLessThan(500);
    assertThat(few.waitsFor(few.asked(1).getFirst())).isGreaterThan(500);
  }

  @Test
  void waitsAtMostHalfOfTheClientsPatience() {
    Dispatching dispatching = Dispatching.of(3);
    quorate.task.Task task = Dispatching.task(1, 3, 2);
    quorate.task.Terms hasty = new quorate.task.Terms(3, 2, 300_000, 100, 1200);
    dispatching.lead(
        new quorate.task.Task(
            task.id(),
            task.session(),
            task.gateway(),
            task.model(),
            task.kind(),
            task.picture(),
            hasty,
            task.acceptedAtMillis()));
    assertThat(dispatching.waitsFor(1)).isEqualTo(600);
  }

  @Test
  void waitsNotForANodeThatJoinsWhenAnotherIsOnlyALittleLate() {
    Dispatching dispatching = measured(true).gone(SLOW).lead(50);
    dispatching.after(20).commit(50, 1).after(60).see(SLOW, "operator 3");
    assertThat(dispatching.asked(50)).endsWith(SLOW);
    assertThat(dispatching.waitsFor(SLOW)).isZero();
  }

  /** Twenty tasks have shown how fast they are; the slow one was never in time to agree. */
  private static Dispatching measured(boolean slow) {
    Dispatching dispatching = Dispatching.of(3);
    for (int task = 1; task <= 20; task++) {
      dispatching.lead(task).after(20).commit(task, 1, 2);
      if (slow) {
        dispatching.after(180).commit(task, SLOW).decide(task, 0, 1, 2);
      } else {
        dispatching.commit(task, SLOW).decide(task, 0, 1, 2, SLOW);
      }
    }
    return dispatching.forget();
  }
}
