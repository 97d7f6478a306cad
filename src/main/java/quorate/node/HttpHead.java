package quorate.node;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.gateway.Problem;
import quorate.gateway.Refusal;
import quorate.gateway.json.FrameWriter;

/**
 * The one HTTP server of a node. It listens before the rooms are there: what was mounted on {@link
 * #router} before {@link #listen} and the page's files are served, all else is answered by 503
 * until the rooms have mounted their routes and it is {@link #open}.
 *
 * <p>All of it runs on the context that calls {@link #listen}.
 */
public final class HttpHead {
  /** What a WebSocket message may be longer than allowed and still be refused with words. */
  private static final int ROOM_BYTES = 1 << 20;

  private static final int IDLE_SECONDS = 120;

  /** A reply is no page: should a browser take it for one, that page can do nothing. */
  private static final String REPLY_POLICY =
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

  private static final Logger LOG = LoggerFactory.getLogger(HttpHead.class);
  private static final long AGAIN_MILLIS = 1000;

  private final NodeConfig.Http config;
  private final HttpServer server;
  private final Router router;
  private final HostCheck hosts;
  private final Webroot webroot = Webroot.load("webroot");
  private volatile boolean open;

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
    int message = Settings.limits(config).sizes().frameBytesMax() + ROOM_BYTES;
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
    if (config.http().secure()) {
      secure(options, HttpsPapers.read(config.http(), Instant.now()));
    }
    HttpHead head = new HttpHead(vertx, config.http(), options);
    head.router.route().handler(head::guard);
    return head;
  }

  /** HTTP/1.1 only: WebSocket over HTTP/2 is not served. */
  private static void secure(HttpServerOptions options, HttpsPapers papers) {
    options
        .setSsl(true)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .addCertPath(papers.chain().toAbsolutePath().toString())
                .addKeyPath(papers.key().toAbsolutePath().toString()))
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_1_1))
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"));
  }

  /** Where rooms mount their routes. */
  public Router router() {
    return router;
  }

  /**
   * Listens; its address is known then.
   *
   * @param waitingFor asked as long as it is not open: what the node waits for
   * @return the address as others are told it, such as {@code http://127.0.0.1:7070}
   */
  public Future<String> listen(Supplier<String> waitingFor) {
    router.route().handler(asked -> gate(asked, waitingFor));
    for (int status : new int[] {400, 403, 404, 405, 413, 414, 421, 500, 503}) {
      router.errorHandler(status, asked -> problem(asked, status));
    }
    return server
        .requestHandler(router)
        .listen()
        .map(listening -> address(listening.actualPort()))
        .recover(this::cannotListen);
  }

  /** All rooms have mounted their routes. */
  public void open() {
    router.route().handler(webroot::handle);
    router.route().handler(asked -> asked.fail(404));
    open = true;
  }

  private void gate(RoutingContext asked, Supplier<String> waitingFor) {
    if (open) {
      asked.next();
    } else if (webroot.has(asked.normalizedPath())) {
      webroot.handle(asked);
    } else {
      Refusal why = Problem.STARTING.because("it is " + waitingFor.get(), AGAIN_MILLIS);
      asked
          .response()
          .setStatusCode(why.problem().status())
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .putHeader(HttpHeaders.RETRY_AFTER, Long.toString(AGAIN_MILLIS / 1000))
          .end(FrameWriter.problem(why).encode());
    }
  }

  /** Takes no more requests, lets those under way end, then closes. */
  public Future<Void> stop(Duration within) {
    return server.shutdown(within.toMillis(), TimeUnit.MILLISECONDS);
  }

  private String address(int port) {
    return config.publicAddress().isEmpty()
        ? (config.secure() ? "https://" : "http://") + shownHost() + ":" + port
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
    protect(asked.response());
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

  private void protect(HttpServerResponse response) {
    if (config.secure()) {
      response.putHeader("Strict-Transport-Security", "max-age=31536000");
    }
    response
        .putHeader(Webroot.POLICY, REPLY_POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  }

  /** RFC 9457. A request knows no status of its own where the router itself could not read it. */
  private static void problem(RoutingContext asked, int status) {
    HttpServerResponse response = asked.response();
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
