package quorate.taskmap.feed;

import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/map} (WebSocket) and its plain twin {@code GET /v1/nodes}. */
public final class MapRoutes {
  /**
   * The Content-Security-Policy that the page works under: everything from the node itself, and
   * pictures that the page holds in memory.
   */
  public static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private final MapFeed feed;
  private final Viewers viewers;
  private final Context loop;

  public MapRoutes(MapFeed feed, Viewers viewers, Context loop) {
    this.feed = feed;
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
            .end(feed.nodes()));
  }

  private void map(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
      refuse(context, 426, "upgrade-required", "The map is told over a WebSocket.");
    } else if (foreign(request)) {
      refuse(context, 403, "foreign-origin", "Only pages of this node may watch its map.");
    } else if (viewers.reserve()) {
      request.toWebSocket().onSuccess(viewers::join).onFailure(broken -> viewers.release());
    } else {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, "10");
      refuse(context, 503, "too-many-viewers", "As many browsers watch as this node allows.");
    }
  }

  /** Whether a page of another site asks; programs, which send no origin, may watch. */
  private static boolean foreign(HttpServerRequest request) {
    @Nullable String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      return false;
    }
    try {
      @Nullable String host = request.getHeader(HttpHeaders.HOST);
      return host == null || !host.equalsIgnoreCase(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException e) {
      return true;
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
