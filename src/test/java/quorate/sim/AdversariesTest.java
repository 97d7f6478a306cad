package quorate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import quorate.task.Terms;
import quorate.task.Verdict.Outcome;

/** No liar, copier or mute node turns an answer, whatever the seed. */
class AdversariesTest {
  private static final Terms TERMS = new Terms(3, 2, Truth.THRESHOLD, 100, 30_000);
  private static final int TASKS = 1000;

  @Test
  void noVerdictIsWrongWhenOneLiesOneCopiesAndOneIsMuteOfSeven() {
    long begin = System.nanoTime();
    int seeds = Integer.getInteger("sim.seeds", 100);
    for (long seed = 1; seed <= seeds; seed++) {
      Simulation world = pilot(seed, seed % 50 == 0);
      if (seed < 4) System.err.println(seed + " " + world.tally() + " " + world.net().carried());
      assertThat(world.book().open()).as("undecided with -Dsim.seed=" + seed).isEmpty();
      assertThat(world.tally().wrong()).as("wrong with -Dsim.seed=" + seed).isZero();
      assertThat(world.tally().count(Outcome.AGREED)).as("-Dsim.seed=" + seed).isEqualTo(TASKS);
    }
    System.err.println((System.nanoTime() - begin) / 1e9 + " s");
  }

  private static Simulation pilot(long seed, boolean real) {
    Simulation world = new Simulation(seed, real, SimNet.Weather.FAIR);
    world.nodes(4);
    world.node(Adversaries.Liar::new, 20);
    world.node(Adversaries.Copier::new, 20);
    world.node(Adversaries.Mute::new, 20);
    world.run(2000);
    Chance arrivals = new Chance(seed).fork(99);
    for (int i = 0; i < TASKS; i++) {
      world.submit(arrivals.below(4), TERMS);
      world.run(5 + arrivals.below(30));
    }
    world.runUntilDecided(60_000);
    return world;
  }
}
