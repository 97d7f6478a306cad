package quorate.dispatch;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import quorate.task.ModelId;
import quorate.task.NodeId;

/**
 * How long nodes take to answer, as measured from asking to hearing: an exponentially weighted mean
 * and variance for each node and model, of the time of one place in the node's queue.
 *
 * <p>A node that has not been measured is taken to be as fast as the fastest one, so that it is
 * tried; what was measured long ago fades towards that as well.
 */
final class ServiceTimes {
  /** How many pairs of node and model are kept; the one measured longest ago is forgotten. */
  static final int PAIRS_MAX = 65_536;

  /** Of how many models the fastest time is kept. */
  static final int MODELS_MAX = 1024;

  /** The weight of the newest measurement; the first ones count more. */
  static final double WEIGHT = 0.1;

  /** After this time half of what makes a node slower than the fastest one is forgotten. */
  static final double FADE_MILLIS = 60_000;

  /** The standard normal distribution's 95th percentile. */
  private static final double Z95 = 1.645;

  private final double priorMillis;
  private final Map<Pair, Measured> measured = new Latest<>(PAIRS_MAX);
  private final Map<ModelId, Double> fastest = new Latest<>(MODELS_MAX);

  ServiceTimes(long priorMillis) {
    this.priorMillis = priorMillis;
  }

  /**
   * A node has answered.
   *
   * @param places how many places in its queue it took: see {@link #places}
   */
  void answered(NodeId node, ModelId model, long tookMillis, int places, long nowMillis) {
    Measured times = measured.computeIfAbsent(new Pair(node, model), pair -> new Measured());
    times.add((double) Math.max(0, tookMillis) / places, nowMillis);
    fastest.merge(model, times.mean, (known, mean) -> Math.min(known * 1.001, mean));
  }

  /** A node has not answered for so long: its time is at least that. */
  void waited(NodeId node, ModelId model, long forMillis, int places, long nowMillis) {
    Measured times = measured.get(new Pair(node, model));
    if ((double) forMillis / places > mean(times, model, nowMillis)) {
      answered(node, model, forMillis, places, nowMillis);
    }
  }

  /** How long it will take to answer, when it is given a task at this place in its queue. */
  double expectedMillis(NodeId node, ModelId model, int places, long nowMillis) {
    return places * mean(measured.get(new Pair(node, model)), model, nowMillis);
  }

  /**
   * In what time it will have answered with a probability of 95 %. Here nothing good is assumed of
   * a node that has not been measured, so that it is not given up too soon.
   */
  double p95Millis(NodeId node, ModelId model, int places, long nowMillis) {
    Measured times = measured.get(new Pair(node, model));
    if (times == null) {
      double unknown = Math.max(priorMillis, mean(times, model, nowMillis));
      return places * unknown * (1 + Z95 / 2);
    }
    return places * mean(times, model, nowMillis) + Z95 * Math.sqrt(places * times.spread());
  }

  /** How many times the node must work before a task is done that comes behind {@code ahead}. */
  static int places(int ahead, int slots) {
    return 1 + ahead / Math.max(1, slots);
  }

  private double mean(@Nullable Measured times, ModelId model, long nowMillis) {
    double best = fastest.getOrDefault(model, priorMillis);
    if (times == null) {
      return best;
    }
    double kept = Math.pow(0.5, (nowMillis - times.atMillis) / FADE_MILLIS);
    return times.mean > best ? best + kept * (times.mean - best) : times.mean;
  }

  private record Pair(NodeId node, ModelId model) {}

  /** A map that forgets what was used longest ago. */
  private static final class Latest<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private final int max;

    Latest(int max) {
      super(16, 0.75f, true);
      this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > max;
    }
  }

  private static final class Measured {
    private double mean;
    private double variance;
    private int count;
    private long atMillis;

    /** Welford's way with a weight that does not sink below {@link #WEIGHT} (West 1979). */
    void add(double millis, long nowMillis) {
      count++;
      double weight = Math.max(WEIGHT, 1.0 / count);
      double difference = millis - mean;
      mean += weight * difference;
      variance = (1 - weight) * (variance + weight * difference * difference);
      atMillis = nowMillis;
    }

    /** With few measurements nobody knows: it is wide then. */
    double spread() {
      return variance + mean * mean / (4.0 * count);
    }
  }
}
