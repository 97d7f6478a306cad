package quorate.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlewedClockTest {
  private static final long BEGIN = 1_700_000_000_000L;

  private long wall = BEGIN;
  private long nanos = 77;
  private final SlewedClock clock = new SlewedClock(() -> wall, () -> nanos);

  /** Both clocks go on, in steps as a replica's ticks. */
  private long after(long millis) {
    return after(clock, millis);
  }

  private long after(SlewedClock clock, long millis) {
    long now = clock.getAsLong();
    for (long i = 0; i < millis; i += 10) {
      wall += 10;
      nanos += 10_000_000;
      now = clock.getAsLong();
    }
    return now;
  }

  @Test
  void showsWhatTheWallClockShowsWhileNobodySetsIt() {
    assertThat(after(5_000)).isEqualTo(BEGIN + 5_000);
  }

  @Test
  void goesOnAtHalfSpeedWhenTheClockWasPutBack() {
    wall -= 90_000;
    assertThat(after(10_000)).isEqualTo(BEGIN + 5_000);
    assertThat(after(200_000)).isEqualTo(wall);
  }

  @Test
  void followsAtDoubleSpeedWhenTheClockWasPutForward() {
    wall += 90_000;
    assertThat(after(10_000)).isEqualTo(BEGIN + 20_000);
    assertThat(after(100_000)).isEqualTo(wall);
  }

  @Test
  void goesFasterAndSlowerByAPartOnly() {
    SlewedClock tenth = new SlewedClock(() -> wall, () -> nanos, 10, 10);
    wall += 90_000;
    assertThat(after(tenth, 10_000)).isEqualTo(BEGIN + 11_000);
    assertThat(after(tenth, 900_000)).isEqualTo(wall);
    wall -= 90_000;
    long before = tenth.getAsLong();
    assertThat(after(tenth, 10_000)).isEqualTo(before + 9_000);
  }

  @Test
  void followsAtOnceWhenTheMachineHasSlept() {
    wall += SlewedClock.LEAP_MILLIS + 10_000;
    assertThat(after(10)).isEqualTo(wall);
  }

  @Test
  void neverGoesBackWhateverTheClocksSay() {
    long before = clock.getAsLong();
    java.util.Random random = new java.util.Random(5);
    for (int i = 0; i < 10_000; i++) {
      wall += random.nextInt(200_001) - 100_000;
      nanos += random.nextInt(100_000_000) - 10_000_000;
      long now = clock.getAsLong();
      assertThat(now).isGreaterThanOrEqualTo(before);
      before = now;
    }
  }
}
