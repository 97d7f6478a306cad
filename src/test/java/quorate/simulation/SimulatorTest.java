package quorate.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import quorate.simulation.Scenario.Rules;

/** Small networks: what is measured on large ones is in docs/trust.md. */
class SimulatorTest {
  private static final int NODES = 20;
  private static final int TASKS = 150;

  @ParameterizedTest
  @EnumSource(Adversary.class)
  void honestWorkIsSettledWhoeverElseIsThere(Adversary adversary) {
    Report report = play(List.of(adversary), NODES, 0.3, TASKS, Rules.QUORATE);
    assertThat(report.agreed()).isGreaterThanOrEqualTo(TASKS * 95 / 100);
    assertThat(report.falseBanShare()).isZero();
    boolean leads = adversary == Adversary.ECLIPSE_LEADER;
    boolean together = leads || adversary == Adversary.SYBIL_RING;
    assertThat(report.badVerdictShare()).isLessThanOrEqualTo(together ? 0.5 : 0.02);
  }

  @Test
  void sameSeedGivesTheSame() {
    List<Adversary> kinds = List.of(Adversary.COPIER, Adversary.SYBIL_RING);
    Report report = play(kinds, NODES, 0.4, TASKS, Rules.QUORATE);
    assertThat(play(kinds, NODES, 0.4, TASKS, Rules.QUORATE)).isEqualTo(report);
    Scenario other = new Scenario(kinds, NODES, 0.4, TASKS, 2, Rules.QUORATE, 30, 1);
    assertThat(new Simulator(other).run(tasks -> {}).overhead()).isNotEqualTo(report.overhead());
  }

  @Test
  void ringGetsManyLiesThroughWhereTwoOfThreeAreAlwaysBelieved() {
    Report report = play(List.of(Adversary.SYBIL_RING), NODES, 0.3, 300, Rules.FIXED);
    assertThat(report.badVerdictShare()).isBetween(0.1, 0.35);
    assertThat(report.cheatsPay().badShare()).isPositive();
  }

  @Test
  void sleeperSpoilsAboutTwoFifthsOfItsJobsUnderBoincsRules() {
    Report report = play(List.of(Adversary.SLEEPER), 100, 0.01, 20_000, Rules.BOINC);
    assertThat(report.cheatsBadWorkShare()).isBetween(0.25, 0.5);
    assertThat(report.cheatsPay().badShareAtOnce()).isBetween(0.3, 0.55);
  }

  @Test
  void nobodyIsBlamedWhenAllAreHonest() {
    Report report = play(List.of(), NODES, 0.3, TASKS, Rules.QUORATE);
    assertThat(report.agreed()).isEqualTo(TASKS);
    assertThat(report.badVerdictShare()).isZero();
    assertThat(report.falseBanShare()).isZero();
    assertThat(report.falseExclusionShare()).isZero();
    assertThat(report.detection().p50()).isEmpty();
  }

  @Test
  void oneNodeIsHonestHoweverFewThereAre() {
    assertThat(scenario(List.of(Adversary.LIAR), 1, 0.9, 1, Rules.FIXED).cheats()).isZero();
    assertThat(scenario(List.of(Adversary.LIAR), 2, 0.9, 1, Rules.FIXED).cheats()).isEqualTo(1);
    assertThat(play(List.of(Adversary.LIAR), 2, 0.9, 5, Rules.QUORATE).badVerdictShare()).isZero();
  }

  @Test
  void tellsHowFarItIsAndThatItIsDone() {
    List<Integer> told = new ArrayList<>();
    new Simulator(scenario(List.of(), 3, 0, 10, Rules.FIXED)).run(told::add);
    assertThat(told).isSorted().last().isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.3, 1, 30, nodes: 1 to 100000",
    "100001, 0.3, 1, 30, nodes: 1 to 100000",
    "10, 0.91, 1, 30, share: 0 to 0.9",
    "10, -0.1, 1, 30, share: 0 to 0.9",
    "10, NaN, 1, 30, share: 0 to 0.9",
    "10, 0.3, 0, 30, tasks: 1 to 100000000",
    "10, 0.3, 1, 0, days: 1 to 3650"
  })
  void saysWhatIsExpectedWhenAScenarioMakesNoSense(
      int nodes, double share, int tasks, int days, String expected) {
    assertThatThrownBy(
            () -> new Scenario(List.of(), nodes, share, tasks, 1, Rules.QUORATE, days, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void leadersLearnForThemselvesWhenThereAreSeveral() {
    Scenario four = new Scenario(List.of(), NODES, 0, TASKS, 1, Rules.QUORATE, 30, 4);
    Report report = new Simulator(four).run(done -> {});
    assertThat(report.agreed()).isEqualTo(TASKS);
    assertThat(report.falseBanShare()).isZero();
    assertThat(report.overhead())
        .isGreaterThan(play(List.of(), NODES, 0, TASKS, Rules.QUORATE).overhead());
    for (int gateways : List.of(0, 101)) {
      assertThatThrownBy(() -> new Scenario(List.of(), 10, 0, 1, 1, Rules.QUORATE, 30, gateways))
          .hasMessageContaining("gateways: 1 to 100");
    }
    assertThatThrownBy(() -> new Scenario(List.of(), 1001, 0, 1, 1, Rules.QUORATE, 30, 2))
        .hasMessageContaining("gateways: 1 with more than 1000 nodes");
    assertThatThrownBy(() -> new Scenario(List.of(), 10, 0, 1, 1, Rules.BOINC, 30, 2))
        .hasMessageContaining("one server");
  }

  private static Report play(
      List<Adversary> kinds, int nodes, double share, int tasks, Rules rules) {
    return new Simulator(scenario(kinds, nodes, share, tasks, rules)).run(done -> {});
  }

  private static Scenario scenario(
      List<Adversary> kinds, int nodes, double share, int tasks, Rules rules) {
    return new Scenario(kinds, nodes, share, tasks, 1, rules, 30, 1);
  }
}
