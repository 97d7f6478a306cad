package quorate.ledger.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node that begins when others have gone far, and have no old blocks any more, takes a snapshot
 * over, whoever lies about heights, offers and chunks.
 */
class LateJoinerTest {
  private static final int SEEDS = 8;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void takesASnapshotOverAndGoesOnWithTheOthersWhenOneOfThemLies(boolean rough) {
    int jumps = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      LedgerSimulation network = new LedgerSimulation(Scenario.late(seed, rough));
      network.run();
      jumps += Math.min(1, network.watch.jumps);
    }
    assertThat(jumps).as("seeds with a jump").isGreaterThanOrEqualTo(rough ? 1 : SEEDS);
  }
}
