package quorate.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Speaks bytes over a real socket, so that also what no client library would send is sent. */
class HttpHeadTest {
  private final Metrics metrics = new Metrics();
  private final Health health = new Health();
  private final Startup startup = new Startup();
  private final AtomicReference<String> missing = new AtomicReference<>("");
  private Vertx vertx;
  private HttpHead head;
  private URI address;

  @BeforeEach
  void listen() throws Exception {
    vertx = metrics.measuring(Vertx.builder().with(metrics.options())).build();
    head = HttpHead.create(vertx, ConfigSource.with(Map.of("http.port", "0")), List.of());
    health.require("models", missing::get);
    HealthRoutes.mount(head.router(), health, startup, metrics);
    address =
        URI.create(now(head.listen(startup::waitingFor).toCompletionStage().toCompletableFuture()));
    startup.begins("joining the cluster");
  }

  /** The rooms are there. */
  private void open() {
    head.router().post("/act").handler(asked -> asked.response().end("done"));
    head.router()
        .get("/breaks")
        .handler(asked -> {
          throw new IllegalStateException("on purpose: a route of this test");
        });
    head.open();
    startup.done();
  }

  @AfterEach
  void stop() throws Exception {
    now(head.stop(Duration.ofSeconds(5)).toCompletionStage().toCompletableFuture());
    now(vertx.close().toCompletionStage().toCompletableFuture());
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example.com", "evil.example.com:80", ""})
  void refusesARequestToAnotherName(String host) throws IOException {
    assertThat(say("GET / HTTP/1.1\r\nHost: " + host)).startsWith("HTTP/1.1 421");
  }

  @Test
  void refusesARequestWithoutAName() throws IOException {
    assertThat(say("GET / HTTP/1.1")).startsWith("HTTP/1.1 4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST /act | https://evil.example.com | HTTP/1.1 403
          POST /act | null                     | HTTP/1.1 403
          POST /act | http://127.0.0.1:1       | HTTP/1.1 403
          GET /livez | https://evil.example.com | HTTP/1.1 200
          """)
  void refusesActsOfOtherPages(String line, String origin, String status) throws IOException {
    open();
    assertThat(say(line + " HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: " + origin)).startsWith(status);
  }

  @Test
  void refusesAWebSocketOfAnotherPage() throws IOException {
    open();
    String upgrade =
        """
        GET /act HTTP/1.1
        Host: 127.0.0.1
        Connection: Upgrade
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Origin: https://evil.example.com\
        """
            .replace("\n", "\r\n");
    assertThat(say(upgrade)).startsWith("HTTP/1.1 403");
  }

  @Test
  void staysWithHttp1WhenAskedForHttp2() throws IOException {
    String upgrade =
        "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk";
    assertThat(say("GET /livez HTTP/1.1\r\nHost: " + address.getAuthority() + upgrade))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void actsForItsOwnPages() throws IOException {
    open();
    String host = address.getAuthority();
    assertThat(say("POST /act HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host))
        .startsWith("HTTP/1.1 200")
        .endsWith("done");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nowhere",
        "/../pom.xml",
        "/%2e%2e/pom.xml",
        "/..%2f..%2fetc/passwd",
        "/\\..\\x",
        "/%zz"
      })
  void findsNothingWhereThereIsNothing(String path) throws IOException {
    open();
    String reply = get(path);
    assertThat(reply).containsPattern("^HTTP/1.1 (404|400)");
    assertThat(reply).contains("application/problem+json");
  }

  @Test
  void saysNothingOfItsInsideWhenARouteBreaks() throws IOException {
    open();
    assertThat(get("/breaks")).startsWith("HTTP/1.1 500").doesNotContain("on purpose");
  }

  @Test
  void refusesOverlongHeads() throws IOException {
    assertThat(get("/" + "a".repeat(20_000))).containsPattern("^HTTP/1.. 414");
    assertThat(say("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nA: " + "a".repeat(20_000)))
        .containsPattern("^HTTP/1.. 431");
  }

  @Test
  void sendsSecurityHeadersWithEveryReply() throws IOException {
    open();
    for (String path : List.of("/livez", "/nowhere", "/breaks")) {
      assertThat(get(path))
          .contains("default-src 'none'", "frame-ancestors 'none'")
          .contains("nosniff", "no-referrer", "same-origin");
    }
  }

  @Test
  void livesAndSaysWhatItWaitsForWhileItStarts() throws IOException {
    assertThat(get("/livez")).startsWith("HTTP/1.1 200");
    String startup503 = get("/startupz");
    assertThat(startup503).startsWith("HTTP/1.1 503");
    assertThat(body(startup503))
        .isEqualTo(new JsonObject().put("started", false).put("waitingFor", "joining the cluster"));
    startup.begins("loading the model toybox");
    assertThat(body(get("/startupz")).getString("waitingFor"))
        .isEqualTo("loading the model toybox");
    open();
    assertThat(get("/startupz")).startsWith("HTTP/1.1 200").endsWith("{\"started\":true}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/tasks", "/v1/stream", "/v1/nodes", "/openapi.json", "/nowhere"})
  void asksToComeBackForItsRoomsWhileItStarts(String path) throws IOException {
    String early = get(path);
    assertThat(early)
        .startsWith("HTTP/1.1 503")
        .containsIgnoringCase("content-type: application/problem+json")
        .containsIgnoringCase("retry-after: 1");
    JsonObject problem = body(early);
    assertThat(problem.getString("code")).isEqualTo("starting");
    assertThat(problem.getString("detail")).contains("joining the cluster");
    assertThat(problem.getBoolean("retryable")).isTrue();
    open();
    assertThat(get(path)).startsWith("HTTP/1.1 404");
  }

  @Test
  void showsItsPageWhileItStarts() throws IOException {
    assertThat(get("/")).startsWith("HTTP/1.1 200").contains("<title>");
    open();
    assertThat(get("/")).startsWith("HTTP/1.1 200").contains("script-src 'self'");
  }

  @Test
  void isReadyWhenNothingIsMissing() throws IOException {
    startup.done();
    assertThat(get("/readyz")).startsWith("HTTP/1.1 200").endsWith("{\"ready\":true}");
    missing.set("toybox is loading");
    assertThat(get("/readyz"))
        .startsWith("HTTP/1.1 503")
        .endsWith("{\"ready\":false,\"waitingFor\":\"toybox is loading\"}");
    JsonObject verbose = body(get("/readyz?verbose"));
    assertThat(verbose.getBoolean("ready")).isFalse();
    assertThat(verbose.getJsonArray("conditions").getJsonObject(0).getString("waitingFor"))
        .isEqualTo("toybox is loading");
    assertThat(get("/livez")).startsWith("HTTP/1.1 200");
  }

  @Test
  void refusesAQueryThatCannotBeDecoded() throws IOException {
    assertThat(get("/readyz?%zz")).startsWith("HTTP/1.1 400");
  }

  @Test
  void isNotAliveWhenAPartBroke() throws IOException {
    health.broke("jury: a verdict before any answer");
    assertThat(get("/livez")).startsWith("HTTP/1.1 500").contains("a verdict before any answer");
    assertThat(get("/readyz")).startsWith("HTTP/1.1 503");
  }

  @Test
  void tellsWhatIsMeasured() throws IOException {
    metrics.gauge("quorate_open_tasks", "Open tasks.", Map.of(), () -> 3);
    metrics.counter("quorate_refused", "Refusals.", Map.of("reason", "BUSY"), () -> 2);
    metrics.millis("quorate_verdict", "Time to a verdict.", Map.of()).accept(200);
    assertThat(get("/metrics"))
        .contains("quorate_open_tasks 3.0")
        .contains("quorate_refused_total{reason=\"BUSY\"} 2.0")
        .contains("quorate_verdict_seconds_bucket{le=\"0.2\"} 1")
        .contains("jvm_memory_used_bytes", "vertx_http_server");
  }

  @Test
  void saysWhatToDoWhenThePortIsTaken() {
    var taken = ConfigSource.with(Map.of("http.port", Integer.toString(address.getPort())));
    var second = HttpHead.create(vertx, taken, List.of()).listen(() -> "");
    assertThat(second.toCompletionStage().toCompletableFuture())
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("cannot listen on 127.0.0.1:" + address.getPort());
  }

  @Test
  void asksForTheBodyWhenItIsExpectedTo() throws IOException {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      String head =
          "POST /act HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: 1";
      socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      socket.setSoTimeout(20_000);
      assertThat(read(socket.getInputStream(), true)).isEqualTo("HTTP/1.1 100");
    }
  }

  private String get(String path) throws IOException {
    return say("GET " + path + " HTTP/1.1\r\nHost: " + address.getAuthority());
  }

  private String say(String request) throws IOException {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      OutputStream out = socket.getOutputStream();
      String whole = request + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
      if (request.contains("Upgrade")) {
        whole = request + "\r\n\r\n";
      }
      out.write(whole.getBytes(StandardCharsets.UTF_8));
      out.flush();
      socket.setSoTimeout(20_000);
      return read(socket.getInputStream(), request.contains("Upgrade"));
    }
  }

  /** The whole reply, or its first bytes when the connection is kept. */
  private static String read(InputStream in, boolean kept) throws IOException {
    byte[] bytes = kept ? in.readNBytes(12) : in.readAllBytes();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static JsonObject body(String reply) {
    return new JsonObject(reply.substring(reply.indexOf("\r\n\r\n") + 4));
  }

  private static <T> T now(Future<T> future) throws Exception {
    return future.get();
  }
}
