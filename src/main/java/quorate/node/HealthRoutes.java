package quorate.node;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code /livez}, {@code /readyz} (with {@code ?verbose}) and {@code /metrics}. */
final class HealthRoutes {
  private final Health health;
  private final Metrics metrics;

  private HealthRoutes(Health health, Metrics metrics) {
    this.health = health;
    this.metrics = metrics;
  }

  static void mount(Router router, Health health, Metrics metrics) {
    HealthRoutes routes = new HealthRoutes(health, metrics);
    metrics.gauge("quorate_ready", "Whether it is ready.", Map.of(), () -> health.ready() ? 1 : 0);
    router.get("/livez").handler(routes::livez);
    router.get("/readyz").handler(routes::readyz);
    router.get("/metrics").handler(routes::metrics);
  }

  private void livez(RoutingContext asked) {
    String said = health.broken().map(what -> "broken: " + what).orElse("alive");
    String now = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    asked.response().putHeader(HttpHeaders.DATE, now); // by which others compare their clocks
    text(asked, health.broken().isPresent() ? 500 : 200, said);
  }

  private void readyz(RoutingContext asked) {
    boolean ready = health.ready();
    int status = ready ? 200 : 503;
    if (asked.queryParams().contains("verbose")) {
      asked
          .response()
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .end(verbose(ready).encode());
    } else {
      text(asked, status, ready ? "ready" : "waiting for " + waiting());
    }
  }

  private String waiting() {
    return health.items().stream()
        .filter(item -> !item.holds())
        .map(item -> item.name() + ": " + item.waitingFor())
        .collect(Collectors.joining("; "));
  }

  private JsonObject verbose(boolean ready) {
    JsonArray conditions = new JsonArray();
    for (Health.Item item : health.items()) {
      conditions.add(
          new JsonObject()
              .put("name", item.name())
              .put("holds", item.holds())
              .put("waitingFor", item.waitingFor()));
    }
    return new JsonObject().put("ready", ready).put("conditions", conditions);
  }

  private void metrics(RoutingContext asked) {
    asked
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, Metrics.CONTENT_TYPE)
        .end(metrics.scrape());
  }

  private static void text(RoutingContext asked, int status, String said) {
    asked
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
        .end(said + "\n");
  }
}
