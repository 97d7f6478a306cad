package quorate.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quorate.gateway.LocalNetwork;
import quorate.gateway.MemoryBook;
import quorate.gateway.access.ApiKeys;
import quorate.gateway.access.GatewayAccess;
import quorate.gateway.access.Scope;

/** Keys of each scope at every route of a gateway, and on its stream. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScopesTest {
  private static final String TASK = "/v1/tasks/0198b2c4-5d6e-7f80-9123-456789abcdef";

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private TestGateway gateway;

  @BeforeAll
  void begin() {
    GatewayAccess access = GatewayAccess.beyond(List.of(), List.of());
    gateway = TestGateway.guarded(vertx, new LocalNetwork().node(3), new MemoryBook(), access);
    ApiKeys keys = ApiKeys.NONE;
    for (Scope scope : Scope.values()) {
      keys = keys.with(entry(scope.word(), Set.of(scope), 0));
    }
    gateway.doorkeeper.exchange(keys.with(entry("slow", Scope.USUAL, 1)));
  }

  private static ApiKeys.Entry entry(String name, Set<Scope> scopes, int perSecond) {
    return new ApiKeys.Entry(
        name, ApiKeys.digest(key(name)), ApiKeys.digest(key(name)), 1, 0, perSecond, scopes);
  }

  private static String key(String name) {
    return "qk_" + name;
  }

  @AfterAll
  void end() {
    http.close();
    TestGateway.await(vertx.close());
  }

  private JsonObject ask(String key, String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + gateway.port() + path);
    HttpRequest asked =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + key(key))
            .method(method, BodyPublishers.noBody())
            .build();
    HttpResponse<String> said = http.send(asked, HttpResponse.BodyHandlers.ofString());
    JsonObject body = said.body().startsWith("{") ? new JsonObject(said.body()) : new JsonObject();
    return body.put("http", said.statusCode());
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/tasks, submit",
    "DELETE, TASK, submit",
    "GET, /v1/tasks, read",
    "GET, TASK, read",
    "GET, TASK/picture, read",
    "GET, TASK/proof, read",
    "GET, /v1/models, read"
  })
  void everyRouteTakesItsScopeAndNoOther(String method, String path, String scope)
      throws Exception {
    String asked = path.replace("TASK", TASK);
    for (Scope each : Scope.values()) {
      JsonObject said = ask(each.word(), method, asked);
      boolean outside = said.getString("code", "").equals("out-of-scope");
      assertThat(outside)
          .as("%s by %s: %s", asked, each, said)
          .isEqualTo(!each.word().equals(scope));
      assertThat(said.getInteger("http") == 403).as(said.encode()).isEqualTo(outside);
    }
  }

  @Test
  void ticketIsForWhoMayHaveAStreamAndGoodForNoMoreThanItsKey() throws Exception {
    assertThat(ask("operate", "POST", "/v1/tickets").getInteger("http")).isEqualTo(403);
    String ticket = ask("read", "POST", "/v1/tickets").getString("ticket");
    TestClient reader =
        TestClient.connect(
            vertx,
            gateway.port(),
            TestClient.options(gateway.port())
                .setSubProtocols(List.of("quorate.v1.json", "ticket." + ticket)));
    refusesToSubmit(reader);
  }

  @Test
  void readerMayHaveAStreamAndNotSubmitOnIt() {
    refusesToSubmit(
        TestClient.connect(
            vertx,
            gateway.port(),
            TestClient.options(gateway.port())
                .putHeader("Authorization", "Bearer " + key("read"))));
  }

  private static void refusesToSubmit(TestClient reader) {
    reader.say(new JsonObject().put("type", "hello"));
    reader.expect("welcome");
    reader.say(
        new JsonObject()
            .put("type", "submit")
            .put("seq", 1)
            .put("taskId", TASK.substring(TASK.lastIndexOf('/') + 1))
            .put("model", "toybox")
            .put("image", new JsonObject().put("base64", "iVBORw0KGgo=")));
    JsonObject refusal = reader.expect("error");
    assertThat(refusal.getJsonObject("problem").getString("code")).isEqualTo("out-of-scope");
    reader.say(new JsonObject().put("type", "ping").put("t", 5));
    reader.expect("pong");
  }

  @Test
  void keyWithARateOfItsOwnIsSlowedDown() throws Exception {
    int refused = 0;
    for (int i = 0; i < 8; i++) {
      refused += ask("slow", "GET", "/v1/models").getInteger("http") == 429 ? 1 : 0;
    }
    assertThat(refused).isPositive();
    assertThat(ask("read", "GET", "/v1/models").getInteger("http")).isEqualTo(200);
  }
}
