package quorate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import quorate.task.Terms;
import quorate.task.Verdict.Outcome;

/**
 * A slow node among three costs next to nothing: in virtual time, so that it is the same always.
 */
class SlowNodeTest {
  private static final Terms TERMS = new Terms(3, 2, Truth.THRESHOLD, 100, 30_000);
  private static final int WARM_UP = 300;
  private static final int TASKS = 5000;

  @Test
  void p99StaysWithinATenthWhenOneOfThreeReplicasIsTenTimesSlower() {
    for (long seed = 1; seed <= 3; seed++) {
      long fair = p99(seed, 20);
      long slow = p99(seed, 200);
      assertThat(slow)
          .as("p99 with a slow node; without it is %d ms", fair)
          .isLessThanOrEqualTo(Math.round(fair * 1.1));
    }
  }

  private static long p99(long seed, double thirdMillis) {
    Simulation world = new Simulation(seed, false, SimNet.Weather.FAIR);
    world.nodes(2).node(Answerer::new, thirdMillis);
    world.run(2000);
    Chance arrivals = new Chance(seed).fork(7);
    for (int i = 0; i < WARM_UP + TASKS; i++) {
      if (i == WARM_UP) {
        world.tally().forgetTimes();
      }
      world.submit(0, TERMS);
      world.run(20 + arrivals.below(40));
    }
    world.runUntilDecided(60_000);
    assertThat(world.tally().count(Outcome.AGREED)).isEqualTo(WARM_UP + TASKS);
    return world.tally().verdictMillis(99);
  }
}
