package quorate.cli.bench.strangers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import quorate.cli.bench.strangers.Pairs.Block;
import quorate.cli.bench.strangers.Pairs.Median;

class PairsTest {
  @Test
  void ratioIsOfEachPairWhenTheMachineDrifts() {
    Pairs pairs = new Pairs();
    for (int i = 1; i <= 40; i++) {
      pairs.add(new Block(1000.0 / i, 0.5), new Block(900.0 / i, 0.5));
    }
    assertThat(pairs.ratio().value()).isCloseTo(0.9, within(1e-9));
    assertThat(pairs.cpuRatio().value()).isCloseTo(1 / 0.9, within(1e-9));
    assertThat(pairs.json().getJsonObject("ratio").getDouble("low")).isEqualTo(0.9);
  }

  @Test
  void ratioIsNothingWhenNothingWasWritten() {
    Pairs pairs = new Pairs();
    pairs.add(new Block(0, 0), new Block(10, 1));
    assertThat(pairs.ratio().value()).isZero();
    assertThat(pairs.cpuRatio().value()).isZero();
  }

  @Test
  void intervalHoldsTheTrueMedianInNineteenOfTwentyDraws() {
    Random chance = new Random(1);
    long held =
        IntStream.range(0, 2000)
            .mapToObj(draw -> Median.of(chance.doubles(120).map(each -> each * each).toArray()))
            .filter(median -> median.low() <= 0.25 && 0.25 <= median.high())
            .count();
    assertThat(held).isBetween(1860L, 1990L);
  }

  @Test
  void medianLiesBetweenTheMiddleOnesWhenTheirNumberIsEven() {
    assertThat(Median.of(4, 1, 3, 2)).isEqualTo(new Median(2.5, 1, 4));
  }

  private static org.assertj.core.data.Offset<Double> within(double distance) {
    return org.assertj.core.data.Offset.offset(distance);
  }
}
