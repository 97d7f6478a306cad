package quorate.node;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one HTTP server of a node. Rooms mount their routes on {@link #router} before {@link
 * #listen}; what no room answers may be a file of the page.
 *
 * <p>All of it runs on the context that calls {@link #listen}.
 */
public final class HttpHead {
  /** What a WebSocket message may be longer than allowed and still be refused with words. */
  private static final int ROOM_BYTES = 1 << 20;

  private static final int IDLE_SECONDS = 120;

  /** Nothing from elsewhere, nothing inline, no frames, no forms. */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
          + " connect-src 'self'; font-src 'self'; worker-src 'self'; manifest-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Logger LOG = LoggerFactory.getLogger(HttpHead.class);

  private final NodeConfig.Http config;
  private final HttpServer server;
  private final Router router;
  private final HostCheck hosts;
  private final Webroot webroot = Webroot.load("webroot");

  private HttpHead(Vertx vertx, NodeConfig.Http config, HttpServerOptions options) {
    this.config = config;
    this.server = vertx.createHttpServer(options);
    this.router = Router.router(vertx);
    this.hosts = HostCheck.of(config);
  }

  /**
   * A server that does not listen yet.
   *
   * @param subProtocols the WebSocket protocols that rooms speak
   */
  public static HttpHead create(Vertx vertx, NodeConfig config, List<String> subProtocols) {
    int message = Settings.limits(config).frameBytesMax() + ROOM_BYTES;
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(config.http().host())
            .setPort(config.http().port())
            .setMaxInitialLineLength(8192)
            .setMaxHeaderSize(16 * 1024)
            .setMaxWebSocketFrameSize(message)
            .setMaxWebSocketMessageSize(message)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setWebSocketSubProtocols(subProtocols)
            .setHttp2ClearTextEnabled(false) // WebSocket needs HTTP/1.1, and so does the Host check
            .setHandle100ContinueAutomatically(true)
            .setCompressionSupported(true)
            .setDecompressionSupported(false)
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    HttpHead head = new HttpHead(vertx, config.http(), options);
    head.router.route().handler(head::guard);
    return head;
  }

  /** Where rooms mount their routes. */
  public Router router() {
    return router;
  }

  /**
   * Listens; its address is known then.
   *
   * @return the address as others are told it, such as {@code http://127.0.0.1:7070}
   */
  public Future<String> listen() {
    router.route().handler(webroot::handle);
    router.route().handler(asked -> asked.fail(404));
    for (int status : new int[] {400, 403, 404, 405, 413, 414, 421, 500, 503}) {
      router.errorHandler(status, HttpHead::problem);
    }
    return server
        .requestHandler(router)
        .listen()
        .map(listening -> address(listening.actualPort()))
        .recover(this::cannotListen);
  }

  /** Takes no more requests, lets those under way end, then closes. */
  public Future<Void> stop(Duration within) {
    return server.shutdown(within.toMillis(), TimeUnit.MILLISECONDS);
  }

  private String address(int port) {
    return config.publicAddress().isEmpty()
        ? "http://" + shownHost() + ":" + port
        : config.publicAddress();
  }

  private String shownHost() {
    return config.host().contains(":") && !config.host().startsWith("[")
        ? "[" + config.host() + "]"
        : config.host();
  }

  private Future<String> cannotListen(Throwable why) {
    return Future.failedFuture(
        new Trouble(
            "cannot listen on " + shownHost() + ":" + config.port() + ": " + why.getMessage(),
            "end what uses the port, or choose another with --http-port (0: any free one)",
            why));
  }

  private void guard(RoutingContext asked) {
    secure(asked.response());
    String authority = asked.request().getHeader(HttpHeaders.HOST);
    if (authority == null || !hosts.allowsHost(authority)) {
      asked.fail(421);
    } else if (acts(asked)
        && !hosts.allowsOrigin(asked.request().getHeader(HttpHeaders.ORIGIN), authority)) {
      asked.fail(403);
    } else {
      asked.next();
    }
  }

  /** Whether it may change something, or opens a WebSocket. */
  private static boolean acts(RoutingContext asked) {
    return !Webroot.READS.contains(asked.request().method())
        || asked.request().headers().contains(HttpHeaders.UPGRADE);
  }

  private static void secure(HttpServerResponse response) {
    response
        .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  }

  /** RFC 9457. */
  private static void problem(RoutingContext asked) {
    HttpServerResponse response = asked.response();
    int status = asked.statusCode();
    if (status == 500 && asked.failure() != null) {
      LOG.error("http path={} failed", asked.normalizedPath(), asked.failure());
    }
    if (response.headWritten() || response.ended()) {
      return;
    }
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json");
    response.end(
        new JsonObject()
            .put("type", "about:blank")
            .put("title", response.getStatusMessage())
            .put("status", status)
            .encode());
  }
}
