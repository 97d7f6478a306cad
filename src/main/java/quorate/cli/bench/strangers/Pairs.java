package quorate.cli.bench.strangers;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Blocks of the same length in pairs, one quiet and one with strangers, one right after the other.
 * What drifts on a shared machine is alike in both of a pair, so that the median of the pairs'
 * ratios shows what one long block beside another would hide.
 */
final class Pairs {
  /** Of the normal distribution, for 95 %. */
  private static final double Z = 1.96;

  private final List<Pair> all = new ArrayList<>();

  /**
   * What was done in a block.
   *
   * @param perSecond writes
   * @param cpuShare of one processor, that the members' process took
   */
  record Block(double perSecond, double cpuShare) {
    double cpuMicrosPerWrite() {
      return perSecond == 0 ? 0 : cpuShare / perSecond * 1e6;
    }
  }

  private record Pair(Block quiet, Block knocked) {
    double ratio() {
      return quiet.perSecond == 0 ? 0 : knocked.perSecond / quiet.perSecond;
    }

    double cpuRatio() {
      double quietly = quiet.cpuMicrosPerWrite();
      return quietly == 0 ? 0 : knocked.cpuMicrosPerWrite() / quietly;
    }
  }

  /** A median, and between what it lies with 95 %: whatever the distribution (order statistics). */
  record Median(double value, double low, double high) {
    static Median of(double... values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int n = sorted.length;
      int low = (int) Math.floor((n - Z * Math.sqrt(n)) / 2);
      int high = (int) Math.ceil(1 + (n + Z * Math.sqrt(n)) / 2);
      return new Median(
          (sorted[(n - 1) / 2] + sorted[n / 2]) / 2,
          sorted[Math.clamp(low - 1, 0, n - 1)],
          sorted[Math.clamp(high - 1, 0, n - 1)]);
    }

    JsonObject json() {
      return new JsonObject()
          .put("median", rounded(value))
          .put("low", rounded(low))
          .put("high", rounded(high));
    }
  }

  void add(Block quiet, Block knocked) {
    all.add(new Pair(quiet, knocked));
  }

  /** Writes a second with strangers, over those without. */
  Median ratio() {
    return median(Pair::ratio);
  }

  /** Processor time of a write with strangers, over that without. */
  Median cpuRatio() {
    return median(Pair::cpuRatio);
  }

  JsonObject json() {
    JsonArray ratios = new JsonArray();
    all.forEach(each -> ratios.add(rounded(each.ratio())));
    return new JsonObject()
        .put("ratio", ratio().json())
        .put("cpuRatio", cpuRatio().json())
        .put("writesPerSecond", rounded(median(pair -> pair.quiet.perSecond).value))
        .put("cpuShare", rounded(median(pair -> pair.quiet.cpuShare).value))
        .put("ratios", ratios);
  }

  private Median median(ToDoubleFunction<Pair> of) {
    return Median.of(all.stream().mapToDouble(of).toArray());
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
