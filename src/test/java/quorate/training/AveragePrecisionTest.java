package quorate.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.task.Box;
import quorate.training.AveragePrecision.Guess;
import quorate.training.AveragePrecision.Truth;

/** Against cases computed by hand. */
class AveragePrecisionTest {
  private static final Box A = new Box(0, 0, 100_000, 100_000);
  private static final Box B = new Box(500_000, 500_000, 600_000, 600_000);
  private static final Box C = new Box(800_000, 0, 900_000, 100_000);

  private final AveragePrecision precision = new AveragePrecision();

  @Test
  void isOneWhenAllIsFoundAndNothingElse() {
    precision.add(
        List.of(new Truth(1, A), new Truth(2, B)), List.of(guess(1, 0.9, A), guess(2, 0.8, B)));
    assertThat(precision.score().ap50()).isEqualTo(1);
    assertThat(precision.score().ap()).isEqualTo(1);
  }

  @Test
  void isZeroWhenNothingIsFound() {
    precision.add(List.of(new Truth(1, A)), List.of());
    assertThat(precision.score().ap50()).isZero();
  }

  @Test
  void interpolatesOver101Recalls() {
    // right, wrong, right of three: precision 1 up to recall 1/3 (0 to 0.33: 34 recalls), then
    // 2/3 up to recall 2/3 (0.34 to 0.66: 33 recalls), then 0.
    precision.add(
        List.of(new Truth(1, A), new Truth(1, B), new Truth(1, new Box(0, 900_000, 1, 900_001))),
        List.of(guess(1, 0.9, A), guess(1, 0.8, C), guess(1, 0.7, B)));
    assertThat(precision.score().ap50()).isCloseTo((34 + 33 * 2 / 3.0) / 101, within(1e-9));
  }

  @Test
  void countsASecondGuessOfOneObjectAsWrong() {
    // right, wrong, right of two: 51 recalls (0 to 0.50) at 1, 50 at 2/3.
    precision.add(
        List.of(new Truth(1, A), new Truth(1, B)),
        List.of(guess(1, 0.9, A), guess(1, 0.8, A), guess(1, 0.7, B)));
    assertThat(precision.score().ap50()).isCloseTo((51 + 50 * 2 / 3.0) / 101, within(1e-9));
  }

  @Test
  void ranksGuessesOverAllPictures() {
    // the wrong guess of the second picture is surer than the right one of the first
    precision.add(List.of(new Truth(1, A)), List.of(guess(1, 0.5, A)));
    precision.add(List.of(), List.of(guess(1, 0.9, B)));
    assertThat(precision.score().ap50()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void counts60PercentOverlapAtThreeThresholdsOfTen() {
    // 0.6 is reached at 0.50, 0.55 and 0.60
    Box part = new Box(0, 0, 60_000, 100_000);
    precision.add(List.of(new Truth(1, A)), List.of(guess(1, 0.9, part)));
    assertThat(precision.score().ap50()).isEqualTo(1);
    assertThat(precision.score().ap()).isCloseTo(0.3, within(1e-9));
  }

  @Test
  void ignoresGuessesOfClassesThatDoNotOccur() {
    precision.add(List.of(new Truth(1, A)), List.of(guess(1, 0.5, A), guess(7, 0.9, B)));
    assertThat(precision.score().ap50()).isEqualTo(1);
    assertThat(precision.score().ap50PerClass()).containsOnlyKeys(1);
  }

  @Test
  void countsTheBest100GuessesOfAPicture() {
    List<Guess> guesses = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      guesses.add(guess(1, 0.9, C));
    }
    guesses.add(guess(1, 0.1, A));
    precision.add(List.of(new Truth(1, A)), guesses);
    assertThat(precision.score().ap50()).isZero();
  }

  @Test
  void takesTheTruthThatAGuessOverlapsMost() {
    // the surer guess lies on A and a little on its neighbour; each finds its own
    Box neighbour = new Box(0, 20_000, 100_000, 120_000);
    precision.add(
        List.of(new Truth(1, neighbour), new Truth(1, A)),
        List.of(guess(1, 0.9, A), guess(1, 0.8, neighbour)));
    assertThat(precision.score().ap()).isEqualTo(1);
  }

  private static Guess guess(int classId, double score, Box box) {
    return new Guess(classId, score, box);
  }
}
