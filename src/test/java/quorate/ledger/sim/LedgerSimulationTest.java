package quorate.ledger.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import quorate.ledger.bft.Validator;
import quorate.ledger.bft.Validators;

/**
 * Whole networks, seed after seed. A failure names its seed: {@code -Dledger.sim.seed=N} plays it
 * alone, {@code -Dledger.sim.seeds=N} plays so many, {@code -Dledger.sim.from=N} from there on.
 */
class LedgerSimulationTest {
  private static final long FROM = Long.getLong("ledger.sim.from", 0);
  private static final int SEEDS = Integer.getInteger("ledger.sim.seeds", 2000);

  @Test
  void agreesWhenNothingFails() {
    LedgerSimulation network = new LedgerSimulation(Scenario.calm(1, 4, false));
    network.run();
    assertThat(network.watch.highest()).isGreaterThan(10);
    assertThat(network.watch.oracle.executed).hasSizeGreaterThan(5);
  }

  @Test
  void oneTakesASeatAndAnotherLeavesItWhenNothingFails() {
    LedgerSimulation network = new LedgerSimulation(Scenario.calm(2, 4, true));
    network.run();
    Validators voters = network.electorate(network.watch.highest()).validators();
    assertThat(voters.members())
        .extracting(Validator::id)
        .hasSize(4)
        .contains(World.validator(4))
        .doesNotContain(World.validator(0));
  }

  @Test
  void staysSafeAndGoesOnWhateverHappens() {
    Long only = Long.getLong("ledger.sim.seed");
    if (only != null) {
      play(only);
      return;
    }
    LongStream.range(FROM, FROM + SEEDS).parallel().forEach(LedgerSimulationTest::play);
  }

  /** The timer went into the journal of the new height before its start, and the start was lost. */
  @Test
  void beginsAHeightAgainThatBeganAsATimerOfTheOneBeforeWasDue() {
    play(84_035);
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
