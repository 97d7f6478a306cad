package quorate.trust;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What those who know the rules can do against them: the bars of issue 4. */
class StrategistTest {
  private static final int NODES = 100;
  private static final int RING = 30;
  private static final int TASKS = 100_000;
  private static final long EVERY_MILLIS = 20_000; // 100,000 tasks take 23 days
  private static final long DAY = 86_400_000;

  @Test
  void ringGetsNoMoreThanOneOfAThousandThroughWhenItAlwaysLies() {
    Town town = new Town(NODES, RING, 0.0001, (t, members, asked) -> true, 1);
    assertThat(town.play(TASKS, EVERY_MILLIS).badShare()).isLessThanOrEqualTo(0.001);
  }

  @Test
  void ringGetsNoMoreThanOneOfAThousandThroughWhenItLiesOnlyWithAQuorum() {
    Town town =
        new Town(NODES, RING, 0.0001, (t, members, asked) -> members.size() >= asked / 2 + 1, 1);
    assertThat(town.play(TASKS, EVERY_MILLIS).badShare()).isLessThanOrEqualTo(0.001);
  }

  @Test
  void ringGetsNoMoreThanOneOfAThousandThroughWhenItLiesOnlyWithAllOfThose() {
    Town town = new Town(NODES, RING, 0.0001, (t, members, asked) -> members.size() == asked, 1);
    assertThat(town.play(TASKS, EVERY_MILLIS).badShare()).isLessThanOrEqualTo(0.001);
  }

  @Test
  void ringGetsNoMoreThanOneOfAThousandThroughWhenAllStrikeOnceAuditsAreRare() {
    Town town =
        new Town(
            NODES,
            RING,
            0.0001,
            (t, members, asked) ->
                t.nowMillis() > 1_700_000_000_000L + 18 * DAY && members.size() == asked,
            1);
    assertThat(town.play(TASKS, EVERY_MILLIS).badShare()).isLessThanOrEqualTo(0.001);
  }

  @Test
  void sleepersWorkIsHardlyEverBadWhenItWaitsUntilItIsTrusted() {
    Town town =
        new Town(
            NODES, RING, 0.0001, (t, members, asked) -> members.stream().allMatch(t::isTrusted), 3);
    town.play(TASKS, EVERY_MILLIS);
    assertThat(town.bad / (double) town.ringAnswers).isLessThanOrEqualTo(0.01);
  }

  @Test
  void trustedNodesCostAtMostATenthMoreThanOneAnswer() {
    Town town = new Town(NODES, 0, 0.0001, (t, members, asked) -> false, 4);
    town.play(20_000, EVERY_MILLIS);
    assertThat(town.trusted(0, NODES)).isGreaterThan(95);
    long answers = town.answers;
    int tasks = town.tasks;
    town.play(TASKS, EVERY_MILLIS);
    assertThat((town.answers - answers) / (double) (town.tasks - tasks)).isLessThanOrEqualTo(1.10);
  }

  @Test
  void honestNodesAreHardlyEverBannedWhenTheirMachinesDiffer() {
    Town town = new Town(NODES, 0, 0.0002, (t, members, asked) -> false, 5);
    town.play(TASKS, EVERY_MILLIS);
    assertThat(town.honestAnswers).isGreaterThan(100_000);
    assertThat(town.banned(false)).isZero();
  }
}
