package quorate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import quorate.simulation.Answerer;
import quorate.simulation.Chance;
import quorate.simulation.SimNet;
import quorate.simulation.Truth;
import quorate.task.Terms;
import quorate.task.Verdict.Outcome;

/**
 * A node that is ten times slower than the others costs next to nothing: in virtual time, so that
 * it is the same always.
 *
 * <p>The good nodes of these networks take 20 ms, more or less. Light is one task in 40 ms; busy is
 * 60 % of what the good nodes can do, in random bursts. With three nodes and a quorum of two, once
 * the slow one is out of it each task needs both others: if more than one answer in 200 of theirs
 * is late by itself, no dispatch can hide that, and the two are then the measure.
 */
class SlowNodeTest {
  private static final double GOOD_MILLIS = 20;
  private static final double SLOW_MILLIS = 200;
  private static final double RARE = 0.002; // hiccups
  private static final double OFTEN = 0.02;
  private static final int WARM_UP = 300;
  private static final int TASKS = 3000;

  @Test
  void p99StaysWithinATenthWhenOneOfThreeIsTenTimesSlowerAndTasksAreFew() {
    for (long seed = 1; seed <= 4; seed++) {
      Load light = new Load(seed, RARE, 0);
      within(light.of(3, 2, GOOD_MILLIS), light.of(3, 2, SLOW_MILLIS), seed);
    }
  }

  @Test
  void p99StaysWithinATenthWhenOneOfThreeIsTenTimesSlowerAndTheOthersAreBusy() {
    for (long seed = 1; seed <= 4; seed++) {
      Load busy = new Load(seed, RARE, busy(RARE, 2, 2));
      within(busy.of(3, 2, GOOD_MILLIS), busy.of(3, 2, SLOW_MILLIS), seed);
    }
  }

  @Test
  void p99IsThatOfTheGoodTwoWhenTheyHiccupThemselves() {
    for (long seed = 1; seed <= 2; seed++) {
      Load light = new Load(seed, OFTEN, 0);
      within(light.of(2, 2, GOOD_MILLIS), light.of(3, 2, SLOW_MILLIS), seed);
      Load busy = new Load(seed, OFTEN, busy(OFTEN, 2, 2));
      within(busy.of(2, 2, GOOD_MILLIS), busy.of(3, 2, SLOW_MILLIS), seed);
    }
  }

  @Test
  void p99StaysWithinATenthWhenOneOfSevenIsTenTimesSlowerAndTheOthersHiccup() {
    for (long seed = 1; seed <= 2; seed++) {
      Load light = new Load(seed, OFTEN, 0);
      within(light.of(7, 2, GOOD_MILLIS), light.of(7, 2, SLOW_MILLIS), seed);
      Load busy = new Load(seed, OFTEN, busy(OFTEN, 6, 3));
      within(busy.of(6, 2, GOOD_MILLIS), busy.of(7, 2, SLOW_MILLIS), seed);
    }
  }

  private static void within(long withoutMillis, long withMillis, long seed) {
    assertThat(withMillis)
        .as("p99 with a slow node; without it is %d ms; seed %d", withoutMillis, seed)
        .isLessThanOrEqualTo(Math.round(withoutMillis * 1.1));
  }

  /** The mean gap at which so many good nodes are at 60 %, when so many of them get each task. */
  private static double busy(double hiccups, int good, int each) {
    double work = GOOD_MILLIS * (1 + 2 * hiccups) * each;
    return work / (good * Answerer.SLOTS) / 0.6;
  }

  /** Tasks as they come: {@code gapMillis} is 0 when they are few. */
  private record Load(long seed, double hiccups, double gapMillis) {
    /** The p99 of so many nodes, the last of which takes {@code lastMillis}. */
    long of(int nodes, int quorum, double lastMillis) {
      Simulation world = new Simulation(seed, false, SimNet.Weather.FAIR);
      for (int i = 1; i <= nodes; i++) {
        world.node(this::answerer, i < nodes ? GOOD_MILLIS : lastMillis);
      }
      world.run(2000);
      Terms terms = new Terms(Math.min(3, nodes), quorum, Truth.THRESHOLD, 100, 30_000);
      Chance arrivals = new Chance(seed).fork(7);
      double at = world.time().nowMicros() / 1000.0;
      for (int i = 0; i < WARM_UP + TASKS; i++) {
        if (i == WARM_UP) {
          world.tally().forgetTimes();
        }
        world.submit(0, terms);
        at +=
            gapMillis == 0
                ? arrivals.between(20, 60)
                : -gapMillis * Math.log(1 - arrivals.nextDouble());
        world.run(Math.max(0, (long) (at - world.time().nowMicros() / 1000.0)));
      }
      world.runUntilDecided(60_000);
      assertThat(world.tally().count(Outcome.AGREED)).isEqualTo(WARM_UP + TASKS);
      return world.tally().verdictMillis(99);
    }

    private Answerer answerer(Answerer.Body body, double meanMillis) {
      return new Answerer(body, meanMillis) {
        @Override
        protected double takesMillis() {
          double hiccup = this.body.chance().happens(hiccups) ? 3 : 1;
          return meanMillis * hiccup * this.body.chance().between(0.85, 1.15);
        }
      };
    }
  }
}
