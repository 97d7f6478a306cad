package quorate.ledger.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Whole networks, seed after seed. A failure names its seed: {@code -Dledger.sim.seed=N} plays it
 * alone, {@code -Dledger.sim.seeds=N} plays so many.
 */
class LedgerSimulationTest {
  private static final int SEEDS = Integer.getInteger("ledger.sim.seeds", 2000);

  @Test
  void agreesWhenNothingFails() {
    Scenario calm = new Scenario(1, 4, Map.of(), 0, 0, 0, 0, 20_000, 3_000_000, 10_000_000);
    LedgerSimulation network = new LedgerSimulation(calm);
    network.run();
    assertThat(network.watch.highest()).isGreaterThan(10);
    assertThat(network.watch.oracle.executed).hasSizeGreaterThan(5);
  }

  @Test
  void staysSafeAndGoesOnWhateverHappens() {
    Long only = Long.getLong("ledger.sim.seed");
    if (only != null) {
      play(only);
      return;
    }
    for (long seed = 0; seed < SEEDS; seed++) {
      play(seed);
    }
  }

  @Test
  void sameSeedGivesTheSameTranscript() {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(LedgerSimulation.run(seed)).isEqualTo(LedgerSimulation.run(seed));
    }
  }

  private static void play(long seed) {
    try {
      LedgerSimulation.run(seed);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "replay with -Dledger.sim.seed=" + seed + ": " + Scenario.of(seed), e);
    }
  }
}
