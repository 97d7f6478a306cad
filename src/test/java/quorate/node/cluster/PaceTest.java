package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int PER_SECOND = 100;
  private static final int BURST = 40;
  private static final int BATCH = 10;

  private static Pace at(long nanos) {
    return new Pace(PER_SECOND, BURST, nanos);
  }

  @Test
  void takesABurstAndThenOneForEachThatIsEarned() {
    Pace pace = at(0);
    for (int i = 0; i < BURST; i++) {
      assertThat(pace.take(0)).isTrue();
    }
    assertThat(pace.take(0)).isFalse();
    assertThat(pace.take(SECOND / PER_SECOND)).isTrue();
    assertThat(pace.take(SECOND / PER_SECOND)).isFalse();
  }

  @Test
  void doesNotCountWhoIsNotTaken() {
    Pace pace = at(0);
    for (int i = 0; i < 100 * BURST; i++) {
      pace.take(0);
    }
    assertThat(pace.take(SECOND / PER_SECOND)).isTrue();
  }

  @Test
  void acceptsABatchBehindEachPause() {
    Pace pace = at(0);
    long now = 0;
    for (int i = 0; i < BURST; i++) {
      assertThat(pace.accepted(now, BATCH)).isZero();
    }
    for (int pauses = 0; pauses < 10; pauses++) {
      long pause = pace.accepted(now, BATCH);
      assertThat(pause).isPositive();
      now += pause;
      for (int i = 1; i < BATCH; i++) {
        assertThat(pace.accepted(now, BATCH)).isZero();
      }
    }
  }

  @Test
  void savesUpNoMoreThanABurst() {
    Pace pace = at(-3600 * SECOND);
    int took = 0;
    while (pace.take(0)) {
      took++;
    }
    assertThat(took).isEqualTo(BURST);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 50_000_000_000L, Long.MIN_VALUE})
  void keepsToItsRateHoweverFastTheyCome(long start) {
    Random random = new Random(1);
    Pace accepting = at(start);
    Pace taking = at(start);
    long now = 0;
    int accepted = 0;
    int taken = 0;
    while (now < 100 * SECOND) {
      now += random.nextLong(SECOND / 1_000) + accepting.accepted(start + now, BATCH);
      accepted++;
      taken += taking.take(start + now) ? 1 : 0;
    }
    assertThat(accepted / 100.0).isBetween(PER_SECOND * 0.9, PER_SECOND * 1.05);
    assertThat(taken / 100.0).isBetween(PER_SECOND * 0.9, PER_SECOND * 1.05);
  }

  @Test
  void neitherPausesForNorRefusesWhoComesSlowly() {
    Pace accepting = at(0);
    Pace taking = at(0);
    for (long now = 0; now < 100 * SECOND; now += SECOND / PER_SECOND) {
      assertThat(accepting.accepted(now, BATCH)).isZero();
      assertThat(taking.take(now)).isTrue();
    }
  }
}
