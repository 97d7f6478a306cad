package quorate.ledger.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Agreement in every step, and progress once the network has healed. {@code -Dseeds=…} says how
 * many seeds; a failure names its own.
 */
class NetworkTest {
  private static final int SEEDS = Integer.getInteger("seeds", 60);

  @TestFactory
  Stream<DynamicTest> validatorsAgreeAndGoOnWhenTheNetworkHeals() {
    return IntStream.of(4, 7)
        .boxed()
        .flatMap(size ->
            Stream.of(false, true)
                .map(twins ->
                    DynamicTest.dynamicTest(
                        size + (twins ? " with twins" : ""),
                        () -> LongStream.range(0, SEEDS).forEach(seed -> run(seed, size, twins)))));
  }

  @Test
  void sameSeedGivesTheSameTranscript() {
    assertThat(new Network(5, 7, true).run()).isEqualTo(new Network(5, 7, true).run());
  }

  private static void run(long seed, int size, boolean twins) {
    try {
      new Network(seed, size, twins).run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + " of " + size + " nodes", e);
    }
  }
}
