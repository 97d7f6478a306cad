package quorate.node;

import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import quorate.gateway.GatewayCounts;
import quorate.inference.Load;
import quorate.node.cluster.Cluster;
import quorate.task.Reason;

/** Names what the rooms count, for Prometheus. */
final class Gauges {
  private Gauges() {}

  static void plug(
      Metrics metrics,
      Refusals refusals,
      Supplier<Load> load,
      Supplier<GatewayCounts> counts,
      IntSupplier leading) {
    for (Reason reason : Reason.values()) {
      Map<String, String> label = Map.of("reason", reason.name().toLowerCase(Locale.ROOT));
      metrics.counter(
          "quorate_refusals_total", "Messages refused.", label, () -> refusals.of(reason));
      metrics.counter(
          "quorate_inference_failed_total",
          "Answers that failed.",
          label,
          () -> load.get().failed().getOrDefault(reason, 0L));
    }
    inference(metrics, load);
    gateway(metrics, counts);
    metrics.gauge("quorate_tasks_led", "Open tasks led here.", Map.of(), leading::getAsInt);
  }

  /** How many nodes this one sees, and whether they may be the smaller part of a cut network. */
  static void cluster(Metrics metrics, Cluster cluster) {
    metrics.gauge(
        "quorate_cluster_members", "Nodes here.", Map.of(), () -> cluster.members().size());
    metrics.gauge(
        "quorate_cluster_cut_off",
        "1 when tasks are refused, as this may be the smaller part of the network.",
        Map.of(),
        () -> cluster.cutOff().isEmpty() ? 0 : 1);
  }

  private static void inference(Metrics metrics, Supplier<Load> load) {
    metrics.gauge(
        "quorate_inference_busy", "Tasks being answered.", Map.of(), () -> load.get().busy());
    metrics.gauge(
        "quorate_inference_slots",
        "Tasks that keep the workers busy.",
        Map.of(),
        () -> load.get().slots());
    metrics.counter(
        "quorate_inference_answered_total",
        "Answers given.",
        Map.of(),
        () -> load.get().answered());
  }

  private static void gateway(Metrics metrics, Supplier<GatewayCounts> counts) {
    metrics.gauge(
        "quorate_gateway_streams", "Open client streams.", Map.of(), () -> counts.get().streams());
    metrics.gauge(
        "quorate_gateway_in_flight",
        "Accepted tasks without a verdict.",
        Map.of(),
        () -> counts.get().inFlight());
    metrics.counter(
        "quorate_gateway_accepted_total",
        "Tasks accepted.",
        Map.of(),
        () -> counts.get().tasksAccepted());
    metrics.counter(
        "quorate_gateway_results_total",
        "Results sent.",
        Map.of(),
        () -> counts.get().resultsSent());
    metrics.counter(
        "quorate_gateway_refused_total",
        "Requests refused.",
        Map.of(),
        () -> counts.get().refused().values().stream().mapToLong(Long::longValue).sum());
  }
}
