package quorate.pilot;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Real nodes on machines of their own, by network namespaces, under what happens to machines:
 * {@code bin/faults} runs it. {@code -Dquorate.faults=A_DISK_IS_FULL,…} chooses, {@code
 * -Dquorate.faults.rounds=3} repeats.
 */
@Tag("faults")
class FaultsTest {
  private static final Logger LOG = LoggerFactory.getLogger(FaultsTest.class);
  private static final int ROUNDS = Integer.getInteger("quorate.faults.rounds", 1);
  private static final List<String> CHOSEN =
      Arrays.stream(System.getProperty("quorate.faults", "").split(","))
          .filter(each -> !each.isBlank())
          .toList();

  static Stream<Arguments> faults() {
    return IntStream.rangeClosed(1, ROUNDS)
        .boxed()
        .flatMap(round ->
            Arrays.stream(Fault.values())
                .filter(fault -> CHOSEN.isEmpty() || CHOSEN.contains(fault.name()))
                .map(fault -> Arguments.of(fault, round)));
  }

  @ParameterizedTest(name = "{0}, round {1}")
  @MethodSource("faults")
  void nothingIsLostAndNothingIsPaidTwiceWhen(Fault fault, int round, @TempDir Path folder)
      throws Exception {
    try (Disk disk = Disk.of(folder.resolve("n0"));
        Lan lan = Lan.of(Ordeal.NODES, folder);
        Ordeal ordeal = new Ordeal(folder, lan, disk)) {
      try {
        ordeal.begin();
        fault.befall(ordeal);
        ordeal.wholeAgain();
        ordeal.ledgerHolds();
      } finally {
        LOG.warn("faults fault={} round={} {}", fault, round, ordeal.story()); // info is not shown
      }
    } catch (Exception | AssertionError failed) {
      LOG.error(
          "faults fault={} round={} failed in {}", fault, round, folder, failed); // hours early
      throw failed;
    }
  }
}
