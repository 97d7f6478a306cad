package quorate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quorate.simulation.Chance;
import quorate.simulation.SimNet;
import quorate.task.Verdict.Outcome;

/**
 * Three nodes, one of which does not play by the rules: there is no fourth to ask when the first
 * answers disagree, so that the third must be waited for before anything is shown.
 */
class ThreeNodesTest {
  private static final int TASKS = 200;

  @ParameterizedTest
  @ValueSource(strings = {"liar", "label-flipper", "equivocator"})
  void noTaskIsDisputedWhenNobodyElseCanBeAsked(String adversary) {
    for (long seed = 1; seed <= 10; seed++) {
      Simulation world = world(seed, adversary);
      assertThat(world.tally().count(Outcome.AGREED)).as("seed %d", seed).isEqualTo(TASKS);
    }
  }

  @Test
  void aTaskOrTwoAreDisputedWhenOneLiesThatHasProvedItself() {
    for (long seed = 1; seed <= 10; seed++) {
      assertThat(world(seed, "sleeper").tally().count(Outcome.AGREED))
          .as("seed %d", seed)
          .isGreaterThanOrEqualTo(TASKS - 2);
    }
  }

  private static Simulation world(long seed, String adversary) {
    Simulation world = new Simulation(seed, false, SimNet.Weather.FAIR).nodes(2);
    world.node(Kinds.named(adversary), 20);
    world.run(2000);
    Chance arrivals = world.chance().fork(99);
    for (int i = 0; i < TASKS; i++) {
      world.submit(arrivals.below(2), AdversariesTest.TERMS);
      world.run(5 + arrivals.below(60));
    }
    world.runUntilDecided(60_000);
    assertThat(world.book().open()).as("seed %d", seed).isEmpty();
    return world;
  }
}
