package quorate.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BoxTest {
  @Test
  void sharesAllWithItself() {
    Box box = new Box(100, 200, 300, 400);
    assertThat(box.iou(box)).isEqualTo(1);
  }

  @Test
  void sharesNothingWhenApart() {
    assertThat(new Box(0, 0, 10, 10).iou(new Box(10, 10, 20, 20))).isZero();
  }

  @Test
  void sharesAThirdWhenHalvesOverlap() {
    Box left = new Box(0, 0, 1_000_000, 500_000);
    Box middle = new Box(0, 250_000, 1_000_000, 750_000);
    assertThat(left.iou(middle)).isCloseTo(1.0 / 3, within(1e-12));
  }

  @Test
  void sharesNothingWhenBothAreEmpty() {
    Box point = new Box(5, 5, 5, 5);
    assertThat(point.iou(point)).isZero();
  }

  @Test
  void clampsAndOrdersWhenMadeOfFractions() {
    assertThat(Box.ofFractions(1.5, 0.75, -0.5, 0.25))
        .isEqualTo(new Box(0, 250_000, 1_000_000, 750_000));
    assertThat(Box.ofFractions(Double.NaN, 0, 1, Double.POSITIVE_INFINITY))
        .isEqualTo(new Box(0, 0, 0, 1_000_000));
  }

  @Test
  void refusesWhenEdgesAreSwappedOrOutside() {
    assertThatThrownBy(() -> new Box(2, 0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Box(0, 0, 1, 1_000_001))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
