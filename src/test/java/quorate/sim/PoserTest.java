package quorate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.simulation.Answerer;
import quorate.simulation.SimNet;
import quorate.task.Verdict.Outcome;

/** Who poses as the leader of others' tasks learns nothing, and hinders nobody. */
class PoserTest {
  private static final int TASKS = 200;

  @Test
  void showsNothingToAThiefThatPosesAsTheLeader() {
    for (long seed = 1; seed <= 3; seed++) {
      List<Poser> posers = new ArrayList<>();
      Simulation world = new Simulation(seed, false, SimNet.Weather.FAIR);
      for (int i = 0; i < 4; i++) {
        world.node(Answerer::new, 20);
      }
      world.node((body, millis) -> kept(posers, new Poser(body, millis)), 20);
      world.run(6000);
      AdversariesTest.submit(world, TASKS, 40);
      world.runUntilDecided(60_000);
      assertThat(world.book().open()).isEmpty();
      assertThat(world.tally().count(Outcome.AGREED)).isEqualTo(TASKS);
      assertThat(world.tally().wrong()).isZero();
      assertThat(posers.getFirst().asked()).isPositive();
      assertThat(posers.getFirst().stolen()).isZero();
    }
  }

  private static Poser kept(List<Poser> posers, Poser poser) {
    posers.add(poser);
    return poser;
  }
}
