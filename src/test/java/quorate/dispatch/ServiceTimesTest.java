package quorate.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import quorate.task.ModelId;
import quorate.task.NodeId;

class ServiceTimesTest {
  private static final ModelId MODEL = Dispatching.MODEL;
  private static final NodeId FAST = Dispatching.node(1);
  private static final NodeId SLOW = Dispatching.node(2);
  private static final NodeId NEW = Dispatching.node(3);

  private final ServiceTimes times = new ServiceTimes(250);

  @Test
  void takesThePriorWhenNothingIsMeasured() {
    assertThat(times.expectedMillis(NEW, MODEL, 2, 0)).isEqualTo(500);
    assertThat(times.p95Millis(NEW, MODEL, 1, 0)).isGreaterThan(250);
  }

  @Test
  void takesANewNodeToBeAsFastAsTheFastestWhenOthersAreMeasured() {
    measure(FAST, 20, 30);
    measure(SLOW, 200, 30);
    assertThat(times.expectedMillis(NEW, MODEL, 1, 0)).isCloseTo(20, within(1.0));
    assertThat(times.p95Millis(NEW, MODEL, 1, 0)).as("but is patient").isGreaterThan(250);
  }

  @Test
  void countsTheTimeOfOnePlaceWhenThereWasAQueue() {
    for (int i = 0; i < 50; i++) {
      times.answered(FAST, MODEL, 60, 3, 0);
    }
    assertThat(times.expectedMillis(FAST, MODEL, 1, 0)).isCloseTo(20, within(0.1));
    assertThat(times.expectedMillis(FAST, MODEL, 3, 0)).isCloseTo(60, within(0.3));
  }

  @Test
  void forgetsHalfOfWhatMakesANodeSlowWhenTheTimeOfFadingHasPassed() {
    measure(FAST, 20, 30);
    measure(SLOW, 220, 30);
    long later = (long) ServiceTimes.FADE_MILLIS;
    assertThat(times.expectedMillis(SLOW, MODEL, 1, later)).isCloseTo(120, within(2.0));
    assertThat(times.expectedMillis(FAST, MODEL, 1, later)).isCloseTo(20, within(1.0));
  }

  @Test
  void learnsThatANodeIsSlowWhenItHasNotAnsweredForLong() {
    measure(FAST, 20, 30);
    times.waited(FAST, MODEL, 10, 1, 0);
    assertThat(times.expectedMillis(FAST, MODEL, 1, 0)).isCloseTo(20, within(0.1));
    times.waited(FAST, MODEL, 220, 1, 0);
    assertThat(times.expectedMillis(FAST, MODEL, 1, 0)).isCloseTo(40, within(0.1));
  }

  @Test
  void isWithinTheP95NineteenTimesOfTwenty() {
    Random random = new Random(1);
    int within = 0;
    for (int i = 0; i < 5000; i++) {
      long took = Math.round(100 + 10 * random.nextGaussian());
      within += took <= times.p95Millis(FAST, MODEL, 1, 0) ? 1 : 0;
      times.answered(FAST, MODEL, took, 1, 0);
    }
    assertThat(within / 5000.0).isBetween(0.92, 0.98);
  }

  @Test
  void isWhatItsDefinitionSaysWhateverWasMeasured() {
    Random random = new Random(2);
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      long took = random.nextLong(10, 100);
      all.add((double) took);
      times.answered(FAST, MODEL, took, 1, 0);
      times.answered(SLOW, MODEL, 5, 1, 0); // so that FAST's mean does not count as the best
      double[] slowly = slowly(all);
      assertThat(times.expectedMillis(FAST, MODEL, 1, 0)).isCloseTo(slowly[0], within(1e-6));
      assertThat(times.p95Millis(FAST, MODEL, 1, 0)).isCloseTo(slowly[1], within(1e-6));
    }
  }

  /** The weights of all measurements written out, then mean and variance by their definition. */
  private static double[] slowly(List<Double> all) {
    int count = all.size();
    double[] weights = new double[count];
    for (int i = 0; i < count; i++) {
      double weight = Math.max(ServiceTimes.WEIGHT, 1.0 / (i + 1));
      for (int j = 0; j < i; j++) {
        weights[j] *= 1 - weight;
      }
      weights[i] = weight;
    }
    double mean = 0;
    double variance = 0;
    for (int i = 0; i < count; i++) {
      mean += weights[i] * all.get(i);
    }
    for (int i = 0; i < count; i++) {
      variance += weights[i] * (all.get(i) - mean) * (all.get(i) - mean);
    }
    return new double[] {mean, mean + 1.645 * Math.sqrt(variance + mean * mean / (4.0 * count))};
  }

  @Test
  void takesAPlaceMoreWhenAllSlotsAreTaken() {
    assertThat(ServiceTimes.places(0, 2)).isEqualTo(1);
    assertThat(ServiceTimes.places(1, 2)).isEqualTo(1);
    assertThat(ServiceTimes.places(2, 2)).isEqualTo(2);
    assertThat(ServiceTimes.places(5, 0)).isEqualTo(6);
  }

  private void measure(NodeId node, long millis, int count) {
    for (int i = 0; i < count; i++) {
      times.answered(node, MODEL, millis, 1, 0);
    }
  }
}
