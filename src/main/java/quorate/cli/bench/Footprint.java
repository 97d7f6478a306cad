package quorate.cli.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import quorate.cli.fleet.NodeChild;

/** How much memory a node needs: read at some times, while nothing is under way. */
final class Footprint {
  private final NodeChild node;
  private final Gauge gauge;
  private final List<Reading> readings = new ArrayList<>(); // one a reading of the bench: three

  Footprint(NodeChild node) {
    this.node = node;
    this.gauge = new Gauge(node);
  }

  /** What was in use after a full collection, and what the whole process had. */
  record Reading(double hours, double heapMiB, double residentMiB) {}

  /** Reads; nothing when the node has ended. */
  void read() throws IOException, InterruptedException {
    if (node.child().alive()) {
      double heap = gauge.collectedMiB();
      readings.add(new Reading(System.nanoTime() / 3.6e12, heap, gauge.residentMiB()));
    }
  }

  /** By how much it has grown between the last two readings, in MiB an hour. */
  static double growth(List<Reading> readings, ToDoubleFunction<Reading> of) {
    if (readings.size() < 2) {
      return 0;
    }
    Reading before = readings.get(readings.size() - 2);
    Reading last = readings.getLast();
    double hours = last.hours() - before.hours();
    return hours <= 0 ? 0 : (of.applyAsDouble(last) - of.applyAsDouble(before)) / hours;
  }

  JsonObject json() {
    return new JsonObject()
        .put("node", node.plan().name())
        .put("alive", node.child().alive())
        .put("heapAfterGcMiB", json(Reading::heapMiB))
        .put("residentMiB", json(Reading::residentMiB));
  }

  private JsonObject json(ToDoubleFunction<Reading> of) {
    JsonArray read = new JsonArray();
    readings.forEach(each -> read.add(rounded(of.applyAsDouble(each))));
    return new JsonObject().put("read", read).put("growthPerHour", rounded(growth(readings, of)));
  }

  String text() {
    return node.plan().name()
        + " heap "
        + text(Reading::heapMiB)
        + ", resident "
        + text(Reading::residentMiB);
  }

  private String text(ToDoubleFunction<Reading> of) {
    return readings.stream()
        .map(each -> String.format(Locale.ROOT, "%.0f", of.applyAsDouble(each)))
        .collect(Collectors.joining(" → ", "", " MiB"));
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
