package quorate.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * What is counted and measured, as Prometheus reads it. Rooms keep their own numbers; whoever wires
 * them plugs them in here. Labels have few values: never a task, another node or a client.
 */
public final class Metrics {
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Fine below the bars of an acknowledgement (1 s) and of a verdict (4 s), which are in it. */
  private static final Duration[] BUCKETS =
      LongStream.of(
              1, 2, 5, 10, 20, 50, 100, 150, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 4000, 6000,
              10_000, 30_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** Options of a Vert.x that is measured too; its builder goes through {@link #measuring}. */
  public VertxOptions options() {
    return new VertxOptions()
        .setFileSystemOptions(VertxFiles.uncopied())
        .setMetricsOptions(
            new MicrometerMetricsOptions().setEnabled(true).setJvmMetricsEnabled(true));
  }

  /** Has Vert.x measured here. */
  public VertxBuilder measuring(VertxBuilder builder) {
    return builder.withMetrics(new MicrometerMetricsFactory(registry));
  }

  /** What goes up and down. */
  public void gauge(String name, String help, Map<String, String> labels, Supplier<Number> value) {
    Gauge.builder(name, value).description(help).tags(tags(labels)).register(registry);
  }

  /** What only goes up, counted by somebody else. */
  public void counter(
      String name, String help, Map<String, String> labels, Supplier<Number> total) {
    // Micrometer holds what it counts only weakly; a lambda that nobody else holds would stop at 0.
    FunctionCounter.builder(name, registry, held -> total.get().doubleValue())
        .description(help)
        .tags(tags(labels))
        .register(registry);
  }

  /** How long something took, to be told in milliseconds; shown in seconds, as Prometheus wants. */
  public LongConsumer millis(String name, String help, Map<String, String> labels) {
    Timer timer =
        Timer.builder(name)
            .description(help)
            .serviceLevelObjectives(BUCKETS)
            .tags(tags(labels))
            .register(registry);
    return millis -> timer.record(millis, TimeUnit.MILLISECONDS);
  }

  /** Everything, in Prometheus's text format. */
  public String scrape() {
    return registry.scrape();
  }

  private static Tags tags(Map<String, String> labels) {
    return Tags.of(
        labels.entrySet().stream().map(label -> Tag.of(label.getKey(), label.getValue())).toList());
  }
}
