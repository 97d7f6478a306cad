package quorate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quorate.simulation.Chance;
import quorate.simulation.SimNet;
import quorate.simulation.Truth;
import quorate.task.Terms;
import quorate.task.Verdict.Outcome;

/**
 * Nobody turns an answer, whatever the seed. {@code -Dsim.seed=17} repeats one seed, {@code
 * -Dsim.seeds=1000} takes more of them.
 */
class AdversariesTest {
  static final Terms TERMS = new Terms(3, 2, Truth.THRESHOLD, 100, 30_000);

  private static final int HONEST = 4;

  @Test
  void noVerdictIsWrongWhenOneLiesOneCopiesAndOneIsMuteOfSeven() {
    for (long seed : seeds(100)) {
      int tasks = 1000;
      boolean realSignatures = seed % 50 == 0;
      Simulation world = world(seed, realSignatures, SimNet.Weather.FAIR, "liar", "copier", "mute");
      submit(world, tasks, 30);
      settled(world, seed);
      assertThat(world.tally().count(Outcome.AGREED)).as(again(seed)).isEqualTo(tasks);
      assertThat(world.tally().dissents(world.node(HONEST).id())).as(again(seed)).isPositive();
      assertThat(honestDissents(world)).as(again(seed)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mute",
        "shy",
        "liar",
        "label-flipper",
        "lazy",
        "sybil-ring",
        "copier",
        "forger",
        "replayer",
        "garbler",
        "straggler",
        "equivocator",
        "flooder",
        "sleeper",
        "grinder"
      })
  void honestWorkIsSettledWhoeverElseIsThere(String adversary) {
    for (long seed : seeds(3)) {
      Simulation world = world(seed, seed == 1, SimNet.Weather.FAIR, adversary, "straggler");
      submit(world, 100, 60);
      settled(world, seed);
      assertThat(world.tally().count(Outcome.AGREED)).as(again(seed)).isGreaterThanOrEqualTo(95);
    }
  }

  @Test
  void everyTaskIsDecidedInFoulWeatherWithCrashesAndCuts() {
    for (long seed : seeds(10)) {
      Simulation world = world(seed, false, SimNet.Weather.FOUL, "honest", "liar", "mute");
      Chance trouble = new Chance(seed).fork(5);
      for (int i = 0; i < 20; i++) {
        submit(world, 10, 60);
        upset(world, trouble);
      }
      world.net().heal();
      world.net().weather(SimNet.Weather.FAIR);
      settled(world, seed);
      assertThat(world.tally().count(Outcome.AGREED)).as(again(seed)).isGreaterThan(180);
    }
  }

  @Test
  void sameSeedSameStory() {
    assertThat(story(5)).isEqualTo(story(5)).isNotEqualTo(story(6)).hasSizeGreaterThan(500);
  }

  private static void upset(Simulation world, Chance trouble) {
    int node = trouble.below(HONEST);
    switch (trouble.below(4)) {
      case 0 -> {
        if (world.node(node).alive()) {
          world.crash(node);
        }
      }
      case 1 -> world.cut(java.util.Set.of(node));
      default -> world.net().heal();
    }
    for (int i = 0; i < HONEST; i++) {
      if (!world.node(i).alive() && trouble.happens(0.5)) {
        world.restart(i);
      }
    }
  }

  private static List<String> story(long seed) {
    List<String> lines = new ArrayList<>();
    Simulation world = world(seed, false, SimNet.Weather.FOUL, "liar", "copier", "flooder");
    world.tellTo(line -> lines.add(world.time().nowMicros() + " " + line));
    submit(world, 50, 60);
    settled(world, seed);
    return lines;
  }

  static Simulation world(long seed, boolean real, SimNet.Weather weather, String... adversaries) {
    Simulation world = new Simulation(seed, real, weather).nodes(HONEST);
    for (String adversary : adversaries) {
      world.node(Kinds.named(adversary), 20);
    }
    world.run(2000);
    return world;
  }

  static void submit(Simulation world, int tasks, int gapMillisMax) {
    Chance arrivals = world.chance().fork(99 + world.book().entries().size());
    int accepted = 0;
    while (accepted < tasks) {
      accepted += world.submit(arrivals.below(HONEST), TERMS) ? 1 : 0;
      world.run(5 + arrivals.below(gapMillisMax));
    }
  }

  private static void settled(Simulation world, long seed) {
    world.runUntilDecided(120_000);
    assertThat(world.book().open()).as("undecided " + again(seed)).isEmpty();
    assertThat(world.tally().wrong()).as("wrong " + again(seed)).isZero();
    world.run(40_000);
    for (SimNode node : world.nodes()) {
      assertThat(node.leading()).as("left behind by %s %s", node.name(), again(seed)).isZero();
    }
  }

  private static int honestDissents(Simulation world) {
    int dissents = 0;
    for (int i = 0; i < HONEST; i++) {
      dissents += world.tally().dissents(world.node(i).id());
    }
    return dissents;
  }

  private static String again(long seed) {
    return "; to see it again: -Dsim.seed=" + seed;
  }

  private static List<Long> seeds(int count) {
    List<Long> seeds = new ArrayList<>();
    Optional<Long> one = Optional.ofNullable(Long.getLong("sim.seed"));
    one.ifPresent(seeds::add);
    int most = Integer.getInteger("sim.seeds", count);
    for (long seed = 1; one.isEmpty() && seed <= most; seed++) {
      seeds.add(seed);
    }
    return seeds;
  }
}
