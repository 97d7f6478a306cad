package quorate.volunteer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SteadyTest {
  private long wallMillis = Doors.START;
  private long nanos = -7_000_000_000L;
  private final Steady clock = new Steady(() -> wallMillis, () -> nanos);

  @Test
  void goesOnWhenTheMachinesClockIsPutBack() {
    assertThat(clock.millis()).isEqualTo(Doors.START);
    pass(500, 500);
    assertThat(clock.millis()).isEqualTo(Doors.START + 500);
    pass(100, -3_600_000);
    assertThat(clock.millis()).isEqualTo(Doors.START + 600);
    pass(100, 100);
    assertThat(clock.millis()).isEqualTo(Doors.START + 700);
  }

  @Test
  void goesWithTheMachinesClockWhenThatIsPutForwardOrTheMachineHasSlept() {
    assertThat(clock.millis()).isEqualTo(Doors.START);
    pass(100, 3_600_000);
    assertThat(clock.millis()).isEqualTo(Doors.START + 3_600_000);
  }

  private void pass(long millis, long wall) {
    nanos += millis * 1_000_000;
    wallMillis += wall;
  }
}
