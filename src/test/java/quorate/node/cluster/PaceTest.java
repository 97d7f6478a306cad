package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void takesInAllOfANetworkThatStarts() {
    Pace pace = new Pace(0);
    for (int i = 0; i < Pace.BURST; i++) {
      assertThat(pace.tookIn(0)).isZero();
    }
    assertThat(pace.tookIn(0)).isPositive();
  }

  @Test
  void takesInABatchBehindEachPause() {
    Pace pace = new Pace(0);
    long now = 0;
    for (int i = 0; i < Pace.BURST; i++) {
      now += pace.tookIn(now);
    }
    for (int pauses = 0; pauses < 10; pauses++) {
      long pause = pace.tookIn(now);
      assertThat(pause).isPositive();
      now += pause;
      for (int i = 1; i < Pace.BATCH; i++) {
        assertThat(pace.tookIn(now)).isZero();
      }
    }
  }

  @Test
  void savesUpNoMoreThanABurst() {
    Pace pace = new Pace(-3600 * SECOND);
    int took = 0;
    while (pace.tookIn(0) == 0) {
      took++;
    }
    assertThat(took).isEqualTo(Pace.BURST);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 50_000_000_000L, Long.MIN_VALUE})
  void keepsToItsRateHoweverFastTheyCome(long start) {
    Random random = new Random(1);
    Pace pace = new Pace(start);
    long now = 0;
    int took = 0;
    while (now < 100 * SECOND) {
      now += random.nextLong(SECOND / 5_000) + pace.tookIn(start + now);
      took++;
    }
    assertThat(took / 100.0).isBetween(Pace.PER_SECOND * 0.9, Pace.PER_SECOND * 1.05);
  }

  @Test
  void pausesForNobodyWhoComesSlowly() {
    Pace pace = new Pace(0);
    for (long now = 0; now < 100 * SECOND; now += SECOND / Pace.PER_SECOND) {
      assertThat(pace.tookIn(now)).isZero();
    }
  }
}
