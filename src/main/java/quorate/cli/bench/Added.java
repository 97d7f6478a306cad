package quorate.cli.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * What a node adds to the raw latency. Pictures differ in what they cost, so each reply is compared
 * with the median of the raw runs of the same picture; the percentiles are of these differences.
 */
final class Added {
  private Added() {}

  /** In microseconds; a reply that is faster than the raw median counts as 0. */
  static Histogram micros(List<Sample> raw, List<Sample> node) {
    Map<String, Long> medians = medians(raw);
    Histogram added = Latencies.histogram();
    for (Sample sample : node) {
      Long median = medians.get(sample.picture());
      if (median != null) {
        Latencies.record(added, (sample.micros() - median) * 1000);
      }
    }
    return added;
  }

  private static Map<String, Long> medians(List<Sample> samples) {
    Map<String, Long> medians = new HashMap<>();
    samples.stream()
        .collect(Collectors.groupingBy(Sample::picture))
        .forEach((picture, all) -> medians.put(picture, median(all)));
    return medians;
  }

  private static long median(List<Sample> samples) {
    long[] sorted = samples.stream().mapToLong(Sample::micros).sorted().toArray();
    return (long)
        Arrays.stream(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1).average().orElse(0);
  }
}
