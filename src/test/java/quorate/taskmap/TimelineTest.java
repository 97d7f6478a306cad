package quorate.taskmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import quorate.task.Verdict.Outcome;

class TimelineTest {
  private static final long START = 5_000_000;

  private final Timeline timeline = new Timeline();

  TimelineTest() {
    timeline.moveTo(START);
    timeline.news();
  }

  @Test
  void tellsASecondWhenItIsOver() {
    timeline.accepted(START, 10);
    assertThat(timeline.news()).isEmpty();

    timeline.moveTo(START + 1000);

    assertThat(timeline.news()).extracting(Second::accepted).containsExactly(1);
    assertThat(timeline.news()).isEmpty();
  }

  @Test
  void tellsASecondAgainWhenSomethingLateBelongsToIt() {
    timeline.moveTo(START + 3000);
    timeline.news();

    timeline.decided(START + 1000, Outcome.AGREED, 700);

    assertThat(timeline.news())
        .extracting(Second::agreed, Second::verdictP99)
        .containsExactly(tuple(1, 700), tuple(0, 700));
  }

  @Test
  void countsWhatLiesOutsideInTheNearestSecond() {
    timeline.accepted(START - 10_000_000, 5);
    timeline.accepted(START + 10_000_000, 5);
    timeline.moveTo(START + 1000);

    List<Second> all = timeline.all();

    assertThat(all.getLast().accepted()).isEqualTo(1);
    assertThat(all.stream().mapToInt(Second::accepted).sum()).isBetween(1, 2);
  }

  @Test
  void forgetsAfterItsRingIsFull() {
    timeline.accepted(START, 5);
    timeline.moveTo(START + Timeline.SECONDS * 1000L);

    assertThat(timeline.all()).allMatch(second -> second.accepted() == 0);
    assertThat(timeline.all()).hasSize(Timeline.SECONDS - 1);
  }

  @Test
  void givesTheNearestRankAsPercentile() {
    int[] values = IntStream.rangeClosed(1, 100).toArray();

    assertThat(Durations.percentile(values, 50)).isEqualTo(50);
    assertThat(Durations.percentile(values, 99)).isEqualTo(99);
    assertThat(Durations.percentile(new int[] {7}, 99)).isEqualTo(7);
    assertThat(Durations.percentile(new int[0], 99)).isEqualTo(-1);
  }

  @Test
  void keepsABoundedHandful() {
    Durations samples = new Durations();
    new SplittableRandom(1).ints(10_000).forEach(samples::add);

    assertThat(samples.size()).isEqualTo(Durations.MAX);
  }

  @Test
  void givesTheRateOverTenSeconds() {
    for (int i = 0; i < 20; i++) {
      timeline.decided(START, Outcome.AGREED, 100);
    }
    timeline.moveTo(START + 2000);

    assertThat(timeline.recent().answeredPerSecond()).isEqualTo(2.0);
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }
}
