package quorate.trust;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import quorate.simulation.Chance;

class LyingTestTest {
  private static final TrustPolicy POLICY = TrustPolicy.DEFAULT;
  private static final LyingTest TEST = new LyingTest(POLICY);

  @Test
  void bansAtMostOneOfAHundredHonestNodesOverTheirLives() {
    Chance chance = new Chance(6);
    int banned = 0;
    for (int node = 0; node < 2000; node++) {
      banned += answersUntilBanned(chance, POLICY.wrong() / 1e6, 5000) < 5000 ? 1 : 0;
    }
    assertThat(banned).isLessThanOrEqualTo(20);
  }

  @Test
  void findsWhoLiesOnceInThirtyAnswers() {
    Chance chance = new Chance(7);
    for (int node = 0; node < 200; node++) {
      assertThat(answersUntilBanned(chance, 1 / 30.0, 5000)).isLessThan(2000);
    }
  }

  @Test
  void findsASleeperSoonHoweverLongItWasHonest() {
    double evidence = 0;
    long answers = 0;
    for (; answers < 100_000; answers++) {
      evidence = TEST.next(evidence, answers, false);
    }
    int lies = 0;
    while (!TEST.lies(evidence)) {
      evidence = TEST.next(evidence, answers++, true);
      lies++;
    }
    assertThat(lies).isBetween(3, 9);
  }

  private static int answersUntilBanned(Chance chance, double lying, int most) {
    double evidence = 0;
    for (int i = 0; i < most; i++) {
      evidence = TEST.next(evidence, i, chance.happens(lying));
      if (TEST.lies(evidence)) {
        return i;
      }
    }
    return most;
  }
}
