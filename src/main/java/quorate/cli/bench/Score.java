package quorate.cli.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** What a run has measured, and what follows from it. */
final class Score {
  /** Raw readings that differ by more make the run void. */
  private static final double DRIFT_MAX = 0.10;

  private static final int REPLICAS = 3;

  private final List<Round> rounds = new ArrayList<>();
  private final List<Sample> rawSamples = new ArrayList<>();
  private final List<Sample> nodeSamples = new ArrayList<>();

  /** Blocks that were interleaved: each ratio is taken within a round. */
  record Round(List<Block> raw, List<Block> node, List<Block> network) {
    Round {
      raw = List.copyOf(raw);
      node = List.copyOf(node);
      network = List.copyOf(network);
    }

    double nodeRatio() {
      return rate(node) / rate(raw);
    }

    double networkRatio() {
      return rate(network) * REPLICAS / rate(raw);
    }

    /** As {@link #networkRatio}, but by what was computed: a quorum may be decided by fewer. */
    double computedRatio() {
      double inferences =
          network.stream()
              .mapToDouble(b -> b.inferencesPerPicture() * b.picturesPerSecond())
              .average()
              .orElse(0);
      return inferences / rate(raw);
    }

    private static double rate(List<Block> blocks) {
      return blocks.stream().mapToDouble(Block::picturesPerSecond).average().orElse(0);
    }
  }

  void add(Round round) {
    rounds.add(round);
  }

  void latencies(List<Sample> raw, List<Sample> node) {
    rawSamples.addAll(raw);
    nodeSamples.addAll(node);
  }

  /** By how much the raw readings differ: the largest over the smallest, less one. */
  double drift() {
    List<Double> rates =
        blocks(Round::raw).stream().map(Block::picturesPerSecond).sorted().toList();
    return rates.isEmpty() || rates.getFirst() == 0 ? 1 : rates.getLast() / rates.getFirst() - 1;
  }

  boolean isVoid() {
    return drift() > DRIFT_MAX;
  }

  /** As the contract of {@code quorate bench --output json} has it, and more. */
  JsonObject json() {
    JsonObject json = new JsonObject();
    json.put(
        "raw", arm(blocks(Round::raw)).put("latencyMillis", percentiles(Latencies.of(rawSamples))));
    JsonObject node =
        arm(blocks(Round::node))
            .put("ratio", rounded(median(Round::nodeRatio)))
            .put("ratios", ratios(Round::nodeRatio))
            .put("latencyMillis", percentiles(Latencies.of(nodeSamples)))
            .put("addedMillis", percentiles(Added.micros(rawSamples, nodeSamples)));
    json.put("node", node);
    json.put(
        "network",
        new JsonObject()
            .put("nodes", REPLICAS)
            .put("replicas", REPLICAS)
            .mergeIn(arm(blocks(Round::network)))
            .put("ratio", rounded(median(Round::networkRatio)))
            .put("ratios", ratios(Round::networkRatio))
            .put("computedRatio", rounded(median(Round::computedRatio))));
    return json.put("drift", rounded(drift())).put("void", isVoid());
  }

  /** The same for people. */
  String text() {
    JsonObject json = json();
    JsonObject node = json.getJsonObject("node");
    JsonObject network = json.getJsonObject("network");
    return String.format(
        Locale.ROOT,
        "raw limit       %8.1f pictures/s  %.4f CPU s a picture%n"
            + "one node        %8.1f pictures/s  %.4f CPU s a picture  ratio %.3f%n"
            + "verified (3x3)  %8.1f pictures/s  %.4f CPU s a picture  ratio %.3f (times 3),"
            + " %.3f by the %.2f inferences that each took%n"
            + "added latency   p50 %.2f ms, p99 %.2f ms (n=%d)%n"
            + "raw readings differ by %.1f %%%s",
        json.getJsonObject("raw").getDouble("picturesPerSecond"),
        json.getJsonObject("raw").getDouble("cpuSecondsPerPicture"),
        node.getDouble("picturesPerSecond"),
        node.getDouble("cpuSecondsPerPicture"),
        node.getDouble("ratio"),
        network.getDouble("picturesPerSecond"),
        network.getDouble("cpuSecondsPerPicture"),
        network.getDouble("ratio"),
        network.getDouble("computedRatio"),
        network.getDouble("inferencesPerPicture"),
        node.getJsonObject("addedMillis").getDouble("p50"),
        node.getJsonObject("addedMillis").getDouble("p99"),
        nodeSamples.size(),
        drift() * 100,
        isVoid() ? ": the run is VOID, this machine is not quiet" : "");
  }

  private static JsonObject arm(List<Block> blocks) {
    JsonArray rates = new JsonArray();
    blocks.forEach(block -> rates.add(rounded(block.picturesPerSecond())));
    long nanos = blocks.stream().mapToLong(Block::nanos).sum();
    long pictures = blocks.stream().mapToLong(Block::pictures).sum();
    long cpu = blocks.stream().mapToLong(Block::cpuNanos).sum();
    double inferences =
        blocks.stream().mapToDouble(b -> b.inferencesPerPicture() * b.pictures()).sum();
    Block all = new Block(pictures, nanos, cpu, pictures == 0 ? 0 : inferences / pictures);
    return new JsonObject()
        .put("picturesPerSecond", rounded(all.picturesPerSecond()))
        .put("cpuSecondsPerPicture", Math.round(all.cpuSecondsPerPicture() * 1e6) / 1e6)
        .put("inferencesPerPicture", rounded(all.inferencesPerPicture()))
        .put("n", pictures)
        .put("seconds", rounded(nanos / 1e9))
        .put("blocks", rates);
  }

  private static JsonObject percentiles(Histogram micros) {
    return new JsonObject()
        .put("p50", micros.getValueAtPercentile(50) / 1000.0)
        .put("p99", micros.getValueAtPercentile(99) / 1000.0)
        .put("max", micros.getMaxValue() / 1000.0)
        .put("n", micros.getTotalCount());
  }

  private List<Block> blocks(java.util.function.Function<Round, List<Block>> arm) {
    return rounds.stream().flatMap(round -> arm.apply(round).stream()).toList();
  }

  private JsonArray ratios(ToDoubleFunction<Round> ratio) {
    JsonArray all = new JsonArray();
    rounds.forEach(round -> all.add(rounded(ratio.applyAsDouble(round))));
    return all;
  }

  private double median(ToDoubleFunction<Round> ratio) {
    double[] sorted = rounds.stream().mapToDouble(ratio).sorted().toArray();
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return 0;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
