package quorate.taskmap.feed;

import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import quorate.taskmap.Conduct;

/**
 * {@code GET /v1/map} (WebSocket) and its plain twin {@code GET /v1/nodes}. Foreign origins are
 * kept out, and the page's Content-Security-Policy is set, by the node's HTTP head.
 */
public final class MapRoutes {
  private final MapFeed feed;
  private final Viewers viewers;
  private final Conduct conduct;
  private final Context loop;

  public MapRoutes(MapFeed feed, Viewers viewers, Conduct conduct, Context loop) {
    this.feed = feed;
    this.conduct = conduct;
    this.viewers = viewers;
    this.loop = loop;
  }

  public void mount(Router router) {
    router.get("/v1/map").handler(this::map);
    router.get("/v1/nodes").handler(this::nodes);
  }

  private void nodes(RoutingContext context) {
    loop.runOnContext(next ->
        context
            .response()
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
            .end(feed.nodes(conduct.counts())));
  }

  private void map(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
      refuse(context, 426, "upgrade-required", "The map is told over a WebSocket.");
    } else if (viewers.reserve()) {
      request.toWebSocket().onSuccess(viewers::join).onFailure(broken -> viewers.release());
    } else {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, "10");
      refuse(context, 503, "too-many-viewers", "As many browsers watch as this node allows.");
    }
  }

  private static void refuse(RoutingContext context, int status, String code, String detail) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .end(
            new JsonObject()
                .put("type", "about:blank")
                .put("title", code)
                .put("status", status)
                .put("detail", detail)
                .put("code", code)
                .encode());
  }
}
