package quorate.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quorate.gateway.GatewayLimits;
import quorate.gateway.LocalNetwork;
import quorate.gateway.MemoryBook;
import quorate.gateway.Pictures;
import quorate.gateway.access.ApiKeys;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.access.GatewayAccess;
import quorate.gateway.json.Documents;
import quorate.gateway.json.Schemas;
import quorate.task.Bytes;
import quorate.wire.Codec;
import quorate.wire.Decoded;
import quorate.wire.Proof;

/** The REST companions of the stream. */
@ExtendWith(VertxExtension.class)
class RestTest {
  private static final Bytes PICTURE = Pictures.jpeg(64, 48);

  private final MemoryBook book = new MemoryBook();
  private final HttpClient http = HttpClient.newHttpClient();
  private Vertx vertx;
  private TestGateway gateway;

  @BeforeEach
  void start(Vertx given) {
    vertx = given;
    gateway =
        TestGateway.start(
            vertx,
            new LocalNetwork().node(1),
            book,
            GatewayLimits.DEFAULTS.with(new GatewayLimits.Sizes(100_000, 1_000_000, 2048, 4096)));
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
  }

  private HttpResponse<byte[]> ask(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private JsonObject json(HttpResponse<byte[]> response, int status, String schema) {
    JsonObject body = new JsonObject(new String(response.body(), StandardCharsets.UTF_8));
    assertThat(response.statusCode()).as(body.encode()).isEqualTo(status);
    return Schemas.of(schema, body);
  }

  private void refused(HttpRequest.Builder request, int status, String code) {
    HttpResponse<byte[]> response = ask(request);
    assertThat(json(response, status, "Problem").getString("code")).isEqualTo(code);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(gateway.refused(code)).isPositive();
  }

  private HttpRequest.Builder post(String query) {
    return to("/v1/tasks" + query)
        .header("Content-Type", "image/jpeg")
        .POST(BodyPublishers.ofByteArray(PICTURE.toArray()));
  }

  @Test
  void answersAtOnceWhenItIsPreferred() {
    JsonObject task =
        json(ask(post("?model=toybox&quorum=1").header("Prefer", "wait=10")), 200, "Task");
    assertThat(task.getString("status")).isEqualTo("agreed");
    assertThat(task.getJsonArray("detections")).hasSize(1);
    String id = task.getString("taskId");
    assertThat(json(ask(to("/v1/tasks/" + id)), 200, "Task")).isEqualTo(task);
    assertThat(json(ask(to("/v1/tasks")), 200, "Tasks").getJsonArray("tasks")).hasSize(1);
    HttpResponse<byte[]> picture = ask(to("/v1/tasks/" + id + "/picture"));
    assertThat(picture.body()).isEqualTo(PICTURE.toArray());
    assertThat(picture.headers().firstValue("Content-Type")).hasValue("image/jpeg");
    JsonObject proof = json(ask(to("/v1/tasks/" + id + "/proof")), 200, "Proof");
    assertThat(proof.getJsonArray("ballots").getJsonObject(0).getBoolean("committed")).isTrue();
    byte[] bytes = ask(to("/v1/tasks/" + id + "/proof?format=binary")).body();
    assertThat(Codec.decode(Proof.class, Bytes.copyOf(bytes))).isInstanceOf(Decoded.Value.class);
  }

  @Test
  void compressesWordsAndNoPictures() {
    String id =
        json(ask(post("?model=toybox&quorum=1").header("Prefer", "wait=10")), 200, "Task")
            .getString("taskId");
    for (String dense : List.of("/picture", "/proof?format=binary")) {
      HttpResponse<byte[]> reply =
          ask(to("/v1/tasks/" + id + dense).header("Accept-Encoding", "gzip"));
      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(reply.headers().firstValue("Content-Encoding").orElse("identity"))
          .isEqualTo("identity");
    }
    assertThat(
            ask(to("/openapi.json").header("Accept-Encoding", "gzip"))
                .headers()
                .firstValue("Content-Encoding"))
        .hasValue("gzip");
  }

  @Test
  void answersLaterWhenNothingIsPreferred() {
    gateway.answering(false);
    HttpResponse<byte[]> response = ask(post("?model=toybox"));
    JsonObject task = json(response, 202, "Task");
    String location = response.headers().firstValue("Location").orElseThrow();
    assertThat(location).isEqualTo("/v1/tasks/" + task.getString("taskId"));
    refused(to(location + "/proof"), 404, "not-decided");
    var waiting =
        http.sendAsync(
            to(location).header("Prefer", "wait=20").build(), BodyHandlers.ofByteArray());
    gateway.answerAll();
    assertThat(json(waiting.join(), 200, "Task").getString("status")).isEqualTo("agreed");
  }

  @Test
  void takesJsonAndRepeatsNothingUnderAKey() {
    JsonObject body =
        new JsonObject()
            .put("model", "toybox")
            .put("params", new JsonObject().put("replicas", 1))
            .put(
                "image",
                new JsonObject()
                    .put("base64", Base64.getEncoder().encodeToString(PICTURE.toArray())));
    HttpRequest.Builder request =
        to("/v1/tasks")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "order 66")
            .POST(BodyPublishers.ofString(body.encode()));
    String id = json(ask(request.header("Prefer", "wait=10")), 200, "Task").getString("taskId");
    assertThat(json(ask(request), 200, "Task").getString("taskId")).isEqualTo(id);
    assertThat(book.tasks()).isEqualTo(1);
    refused(
        post("?model=toybox&replicas=2").header("Idempotency-Key", "order 66"), 409, "id-conflict");
  }

  @Test
  void callsATaskOff() {
    gateway.answering(false);
    String id = json(ask(post("?model=toybox")), 202, "Task").getString("taskId");
    JsonObject task = json(ask(to("/v1/tasks/" + id).DELETE()), 200, "Task");
    assertThat(task.getString("status")).isEqualTo("cancelled");
    refused(to("/v1/tasks/" + UUID.randomUUID()).DELETE(), 404, "unknown-task");
  }

  @Test
  void refusesWhatItCannotTake() {
    refused(post(""), 400, "invalid");
    refused(post("?model=nobody"), 404, "unknown-model");
    refused(post("?model=toybox&quorum=many"), 400, "invalid");
    refused(post("?model=toybox&colour=red"), 400, "invalid");
    refused(to("/v1/tasks/xyz"), 400, "invalid");
    refused(to("/v1/tasks/" + UUID.randomUUID()), 404, "unknown-task");
    refused(to("/v1/tasks").PUT(BodyPublishers.noBody()), 405, "wrong-method");
    refused(to("/v1/tasks?limit=0"), 400, "invalid");
    refused(to("/v1/tasks?limit=x"), 400, "invalid");
    refused(
        to("/v1/tasks")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("[")),
        400,
        "bad-frame");
    refused(
        to("/v1/tasks?model=toybox").POST(BodyPublishers.ofByteArray(new byte[100_500])),
        413,
        "picture-too-large");
    refused(
        to("/v1/tasks?model=toybox").POST(BodyPublishers.ofByteArray(new byte[300_000])),
        413,
        "picture-too-large");
    refused(to("/v1/stream"), 400, "invalid");
    refused(post("?model=toybox").header("Origin", "https://evil.example"), 403, "forbidden");
  }

  /** What no client library would send. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v1/tasks?model=%zz",
        "GET /v1/tasks?session=%zz",
        "GET /v1/tasks?limit=%",
        "GET /v1/models?%c"
      })
  void refusesAQueryThatCannotBeDecoded(String line) throws IOException {
    assertThat(say(line)).startsWith("HTTP/1.1 400").contains("\"code\":\"invalid\"");
    assertThat(gateway.refused("invalid")).isEqualTo(1);
  }

  private String say(String line) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.setSoTimeout(10_000);
      String head = line + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n";
      String whole = head + "Content-Type: image/jpeg\r\nContent-Length: 1\r\n\r\nx";
      socket.getOutputStream().write(whole.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void refusesWhenRequestsComeTooFast() {
    gateway =
        TestGateway.start(
            vertx, new LocalNetwork().node(2), book, GatewayLimits.DEFAULTS.withRates(8, 1));
    ask(to("/v1/tasks"));
    ask(to("/v1/tasks"));
    refused(to("/v1/tasks"), 429, "rate-limited");
  }

  @Test
  void listsModelsAndDescribesItself() {
    JsonObject models = json(ask(to("/v1/models")), 200, "Models");
    assertThat(models.getJsonArray("models").getJsonObject(0).getString("name"))
        .isEqualTo("toybox");
    JsonObject openapi =
        new JsonObject(new String(ask(to("/openapi.json")).body(), StandardCharsets.UTF_8));
    assertThat(openapi.getString("openapi")).startsWith("3.1");
    JsonObject asyncapi =
        new JsonObject(new String(ask(to("/asyncapi.json")).body(), StandardCharsets.UTF_8));
    assertThat(asyncapi.getString("asyncapi")).isEqualTo("3.0.0");
    assertThat(asyncapi.getJsonObject("components").getJsonObject("schemas").fieldNames())
        .contains("Hello", "Welcome", "Result");
  }

  /** What others than the gateway serve is checked where a whole node runs. */
  @Test
  void describesEveryRouteAndNoOther() {
    Router router = Router.router(vertx);
    gateway.gateway.mount(router, model -> List.of());
    Set<String> served =
        router.getRoutes().stream()
            .filter(route -> route.methods() != null)
            .flatMap(route -> route.methods().stream().map(each -> each + " " + route.getPath()))
            .collect(Collectors.toSet());
    assertThat(served).contains("GET /v1/stream", "GET /openapi.json", "GET /asyncapi.json");
    Set<String> described = new HashSet<>(Set.of("GET /v1/stream"));
    JsonObject paths = Documents.openapi().getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      for (String method : paths.getJsonObject(path).fieldNames()) {
        if (method.equals("parameters")) {
          continue;
        }
        String route = path.replaceAll("\\{(\\w+)}", ":$1");
        described.add(method.toUpperCase(Locale.ROOT) + " " + route);
      }
    }
    described.addAll(Set.of("GET /openapi.json", "GET /asyncapi.json"));
    described.removeIf(each -> each.matches(".* /v1/(ledger|trust).*"));
    described.removeAll(
        Set.of(
            "GET /v1/nodes", "GET /v1/membership", "GET /livez", "GET /startupz", "GET /readyz"));
    assertThat(served).isEqualTo(described);
  }

  @Test
  void letsInByKeyAndByTicketOnly() {
    gateway =
        TestGateway.guarded(
            vertx, new LocalNetwork().node(3), book, GatewayAccess.beyond(List.of(), List.of()));
    String key = ApiKeys.key(new byte[ApiKeys.SECRET_BYTES]);
    gateway.doorkeeper.exchange(ApiKeys.NONE.with("camera", key, 1));
    refused(to("/v1/models"), 401, "unauthenticated");
    refused(to("/v1/models").header("Authorization", "Bearer qk_no"), 401, "unauthenticated");
    json(ask(to("/v1/models").header("Authorization", "Bearer " + key)), 200, "Models");
    TestClient stranger = TestClient.connect(vertx, gateway.port());
    stranger.refused("unauthenticated");
    assertThat(stranger.closeCode()).isEqualTo(4401);
    String ticket =
        json(
                ask(
                    to("/v1/tickets")
                        .header("Authorization", "Bearer " + key)
                        .POST(BodyPublishers.noBody())),
                201,
                "Ticket")
            .getString("ticket");
    WebSocketConnectOptions options =
        TestClient.options(gateway.port())
            .setSubProtocols(List.of(Doorkeeper.SUBPROTOCOL, "ticket." + ticket));
    TestClient guest = TestClient.connect(vertx, gateway.port(), options);
    guest.say(new JsonObject().put("type", "hello"));
    guest.expect("welcome");
    TestClient twice = TestClient.connect(vertx, gateway.port(), options);
    assertThat(twice.closeCode()).isEqualTo(4401);
    gateway.doorkeeper.exchange(ApiKeys.NONE);
    guest.refused("unauthenticated");
    assertThat(guest.closeCode()).as("its key was revoked").isEqualTo(4401);
  }

  @Test
  void keepsOthersTasksFromBeingCalledOff() {
    gateway =
        TestGateway.guarded(
            vertx, new LocalNetwork().node(3), book, GatewayAccess.beyond(List.of(), List.of()));
    gateway.answering(false);
    String mine = ApiKeys.key(new byte[ApiKeys.SECRET_BYTES]);
    String yours = mine + "x";
    gateway.doorkeeper.exchange(ApiKeys.NONE.with("a", mine, 1).with("b", yours, 1));
    JsonObject task =
        json(ask(post("?model=toybox").header("Authorization", "Bearer " + mine)), 202, "Task");
    String path = "/v1/tasks/" + task.getString("taskId");
    refused(to(path).DELETE().header("Authorization", "Bearer " + yours), 403, "not-yours");
    refused(
        to("/v1/tasks?session=" + task.getString("session"))
            .header("Authorization", "Bearer " + yours),
        403,
        "not-yours");
    json(ask(to(path).DELETE().header("Authorization", "Bearer " + mine)), 200, "Task");
  }
}
