package quorate.cli.demo;

import java.util.Map;
import java.util.TreeMap;

/**
 * A histogram of Prometheus's kind, added up over nodes: how many were at most so long. Percentiles
 * are interpolated within a bucket, as {@code histogram_quantile} does.
 */
public final class Buckets {
  private final TreeMap<Double, Long> atMostMillis = new TreeMap<>();

  /**
   * Adds the buckets of one histogram in a node's metrics.
   *
   * @param metrics in Prometheus's text format
   * @param name such as {@code quorate_ledger_finality_seconds}
   */
  public void add(String metrics, String name) {
    metrics
        .lines()
        .filter(line -> line.startsWith(name + "_bucket{"))
        .forEach(line -> {
          String bound = line.replaceAll(".*le=\"([^\"]*)\".*", "$1");
          double seconds =
              bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
          long many = (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
          atMostMillis.merge(seconds * 1000, many, Long::sum);
        });
  }

  /** How many were counted. */
  public long count() {
    return atMostMillis.isEmpty() ? 0 : atMostMillis.lastEntry().getValue();
  }

  /** Milliseconds; 0 when nothing was counted, the last bound for what is beyond it. */
  public double percentile(double share) {
    double wanted = share * count();
    double low = 0;
    long before = 0;
    for (Map.Entry<Double, Long> each : atMostMillis.entrySet()) {
      long many = each.getValue() - before;
      if (many > 0 && each.getValue() >= wanted) {
        return Double.isInfinite(each.getKey())
            ? low
            : low + (each.getKey() - low) * (wanted - before) / many;
      }
      low = Double.isInfinite(each.getKey()) ? low : each.getKey();
      before = each.getValue();
    }
    return low;
  }
}
