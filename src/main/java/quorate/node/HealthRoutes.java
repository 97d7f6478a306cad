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

/**
 * {@code /livez}, {@code /startupz}, {@code /readyz} (with {@code ?verbose}) and {@code /metrics}.
 */
final class HealthRoutes {
  private final Health health;
  private final Startup startup;
  private final Metrics metrics;

  private HealthRoutes(Health health, Startup startup, Metrics metrics) {
    this.health = health;
    this.startup = startup;
    this.metrics = metrics;
  }

  static void mount(Router router, Health health, Startup startup, Metrics metrics) {
    HealthRoutes routes = new HealthRoutes(health, startup, metrics);
    metrics.gauge("quorate_ready", "Whether it is ready.", Map.of(), () -> health.ready() ? 1 : 0);
    router.get("/livez").handler(routes::livez);
    router.get("/startupz").handler(routes::startupz);
    router.get("/readyz").handler(routes::readyz);
    router.get("/metrics").handler(routes::metrics);
  }

  private void livez(RoutingContext asked) {
    String said = health.broken().map(what -> "broken: " + what).orElse("alive");
    String now = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    asked.response().putHeader(HttpHeaders.DATE, now); // by which others compare their clocks
    text(asked, health.broken().isPresent() ? 500 : 200, said);
  }

  /** Once it has said 200 it stays so, also while the node leaves. */
  private void startupz(RoutingContext asked) {
    String waitingFor = startup.waitingFor();
    json(asked, new JsonObject().put("started", waitingFor.isEmpty()), waitingFor);
  }

  private void readyz(RoutingContext asked) {
    JsonObject body = new JsonObject().put("ready", health.ready());
    if (asked.queryParams().contains("verbose")) {
      body.put("conditions", conditions());
    }
    json(asked, body, health.waitingFor());
  }

  /** 503 with a reason as long as something is waited for. */
  private static void json(RoutingContext asked, JsonObject body, String waitingFor) {
    boolean waits = !waitingFor.isEmpty();
    if (waits) {
      body.put("waitingFor", waitingFor);
    }
    asked
        .response()
        .setStatusCode(waits ? 503 : 200)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(body.encode());
  }

  private JsonArray conditions() {
    JsonArray conditions = new JsonArray();
    for (Health.Item item : health.items()) {
      conditions.add(
          new JsonObject()
              .put("name", item.name())
              .put("holds", item.holds())
              .put("waitingFor", item.waitingFor()));
    }
    return conditions;
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
