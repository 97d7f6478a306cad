package quorate.cli.material;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Detection;

class ExpectedTest {
  private static final Detection STAR = new Detection("star", 3, 900_000, box(100_000));
  private static final Detection RING = new Detection("ring", 4, 900_000, box(600_000));

  @Test
  void isTheSameWhateverTheOrderAndTheLastBits() {
    Detection moved = new Detection("star", 3, 899_999, box(100_001));
    assertThat(same(List.of(STAR, RING), List.of(RING, moved))).isTrue();
    assertThat(same(List.of(), List.of())).isTrue();
  }

  @Test
  void isAnotherAnswerWhenABoxIsAddedOrLeftOut() {
    assertThat(same(List.of(STAR, RING), List.of(STAR))).isFalse();
    assertThat(same(List.of(STAR), List.of(STAR, RING))).isFalse();
    assertThat(same(List.of(STAR, STAR), List.of(STAR, RING))).isFalse();
  }

  @Test
  void isAnotherAnswerWhenTheLabelTheClassOrThePlaceDiffers() {
    assertThat(same(List.of(STAR), List.of(new Detection("ring", 3, 900_000, STAR.box()))))
        .isFalse();
    assertThat(same(List.of(STAR), List.of(new Detection("star", 4, 900_000, STAR.box()))))
        .isFalse();
    assertThat(same(List.of(STAR), List.of(new Detection("star", 3, 900_000, box(102_000)))))
        .isFalse();
  }

  private static boolean same(List<Detection> one, List<Detection> other) {
    return Expected.same(
        new Answer.Detections(640, 480, one), new Answer.Detections(640, 480, other));
  }

  private static Box box(int at) {
    return new Box(at, at, at + 200_000, at + 200_000);
  }
}
