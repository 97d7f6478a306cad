package quorate.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ScoreTest {
  private final Score score = new Score();

  @Test
  void takesRatiosWithinARoundAndTheirMedian() {
    score.add(new Score.Round(blocks(100, 100), blocks(90, 92), blocks(30, 30)));
    score.add(new Score.Round(blocks(104, 104), blocks(52, 52), blocks(26, 26)));
    score.add(new Score.Round(blocks(100, 100), blocks(95, 95), blocks(29, 29)));
    JsonObject json = score.json();
    assertThat(json.getJsonObject("node").getDouble("ratio")).isEqualTo(0.91);
    assertThat(json.getJsonObject("network").getDouble("ratio")).isEqualTo(0.87);
    assertThat(json.getJsonObject("raw").getDouble("picturesPerSecond")).isEqualTo(101.3333);
    assertThat(json.getJsonObject("raw").getDouble("cpuSecondsPerPicture")).isEqualTo(0.009868);
    assertThat(json.getBoolean("void")).isFalse();
  }

  @Test
  void isVoidWhenRawReadingsDiffer() {
    score.add(new Score.Round(blocks(100, 115), blocks(90, 90), blocks(30, 30)));
    assertThat(score.isVoid()).isTrue();
    assertThat(score.drift()).isBetween(0.149, 0.151);
    assertThat(score.text()).contains("VOID");
  }

  @Test
  void comparesEachReplyWithTheRawRunsOfTheSamePicture() {
    score.latencies(
        List.of(new Sample("small", 10_000), new Sample("large", 90_000)),
        List.of(new Sample("small", 12_000), new Sample("large", 92_000)));
    JsonObject added = score.json().getJsonObject("node").getJsonObject("addedMillis");
    assertThat(added.getDouble("p50")).isBetween(1.99, 2.01);
    assertThat(added.getDouble("p99")).isBetween(1.99, 2.01);
    assertThat(added.getInteger("n")).isEqualTo(2);
  }

  @Test
  void countsRepliesBetweenTheFirstAfterTheRampAndTheFirstAfterTheEnd() {
    AtomicLong cpu = new AtomicLong();
    Window window = new Window(100, 200, () -> cpu.addAndGet(50));
    for (long now : new long[] {50, 99, 110, 150, 199, 210, 220}) {
      window.reply(now);
    }
    assertThat(window.block()).isEqualTo(new Block(3, 100, 50, 1));
  }

  @Test
  void measuresNothingWhenNoReplyCameAfterTheEnd() {
    Window window = new Window(100, 200, () -> 0);
    window.reply(150);
    assertThat(window.block().picturesPerSecond()).isZero();
  }

  @Test
  void countsWhatWasComputedBesideWhatWasAskedFor() {
    score.add(new Score.Round(blocks(100, 100), blocks(90, 90), blocks(30, 30)));
    JsonObject network = score.json().getJsonObject("network");
    assertThat(network.getDouble("ratio")).isEqualTo(0.9);
    assertThat(network.getDouble("inferencesPerPicture")).isEqualTo(2);
    assertThat(network.getDouble("computedRatio")).isEqualTo(0.6);
  }

  @Test
  void isWarmOnceTheLastFourRatesDifferByLittle() {
    Warmth warmth = new Warmth(0.04);
    assertThat(List.of(10.0, 50.0, 99.0, 100.0, 101.0).stream().map(warmth::reached))
        .containsOnly(false);
    assertThat(warmth.reached(102)).isTrue();
  }

  /** Of ten seconds each, with a core busy all the time. */
  private static List<Block> blocks(int first, int second) {
    return List.of(
        new Block(first * 10L, 10_000_000_000L, 10_000_000_000L, 2),
        new Block(second * 10L, 10_000_000_000L, 10_000_000_000L, 2));
  }
}
