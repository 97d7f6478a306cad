package quorate.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.cli.Quorate;
import quorate.cli.fleet.FreePorts;
import quorate.gateway.json.Schemas;
import quorate.node.config.Origin;
import quorate.node.config.Setting;

/**
 * Four whole nodes in one process, of a network that trusts after three answers and no time: single
 * answers appear, trust outlives a restart, and one that lies once it is trusted falls with the
 * first lie that is audited.
 */
@Tag("slow")
class TrustedNodesTest {
  private static final int NODES = 4;
  private static final int ANSWERS = 3;

  @TempDir Path dir;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Integer, RunningNode> running = new HashMap<>();
  private final List<Integer> ports = new ArrayList<>();

  @AfterEach
  void end() throws Exception {
    for (int node : List.copyOf(running.keySet())) {
      stop(node);
    }
  }

  @Test
  void singleAnswersAppearAndALiarAmongTheTrustedFallsAtOnce() throws Exception {
    for (int i = 0; i < NODES; i++) {
      start(i, "none");
    }
    awaitNodes(0);
    assertThat(agreed(task(0))).hasSizeGreaterThan(2); // nobody is trusted yet
    awaitTrusted(0);
    assertThat(awaitAlone(0)).hasSize(1);
    assertThat(agreed(task(0, "&replicas=3&quorum=3"))).hasSizeGreaterThanOrEqualTo(3);
    assertThat(agreed(task(0, "&confidence=0.9"))).hasSizeGreaterThanOrEqualTo(3);
    JsonObject usual = task(0, "&replicas=3").getJsonObject("params");
    assertThat(usual.getInteger("replicas")).isEqualTo(3);

    stop(0);
    start(0, "none");
    awaitNodes(0);
    String other = node(1).self().hex();
    assertThat(trust(0, other).orElseThrow().getString("rating")).isEqualTo("trusted");
    StringWriter out = new StringWriter();
    String[] explain = {"trust", "explain", other, "--server", node(0).httpAddress()};
    assertThat(Quorate.run(explain, new PrintWriter(out), new PrintWriter(out))).isZero();
    assertThat(out.toString()).contains(other, "trusted", "audits:", "in a row:");

    String liar = node(3).self().hex();
    stop(3);
    start(3, "liar");
    awaitNodes(0);
    JsonObject caught = awaitLie(0, liar);
    assertThat(caught.getString("rating")).isEqualTo("new");
    assertThat(caught.getLong("counted")).isZero();
  }

  // ---- nodes

  private void start(int node, String behaviour) throws Exception {
    if (ports.isEmpty()) {
      ports.addAll(FreePorts.choose(NODES + 1));
    }
    String members = "127.0.0.1:" + ports.get(0) + ", 127.0.0.1:" + ports.get(1);
    List<Setting> settings = new ArrayList<>();
    Map<String, String> given =
        Map.ofEntries(
            Map.entry("network.name", "demo-trust"),
            Map.entry("node.name", "n" + node),
            Map.entry("node.operator", "operator " + node),
            Map.entry("node.dataDir", dir.resolve("n" + node).toString()),
            Map.entry("http.port", "0"),
            Map.entry("cluster.port", ports.get(node).toString()),
            Map.entry("cluster.members", members),
            Map.entry("inference.workers", "1"),
            Map.entry("trust.answers", "" + ANSWERS),
            Map.entry("trust.after", "0s"),
            Map.entry("fault.behaviour", behaviour));
    given.forEach((key, text) -> settings.add(new Setting(key, text, Origin.COMMAND_LINE, "test")));
    NodeConfig config = ConfigSource.load(settings, Map.of(), Optional.empty()).config();
    running.put(
        node,
        Wiring.start(config).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS));
  }

  private RunningNode node(int number) {
    return Objects.requireNonNull(running.get(number));
  }

  private void stop(int node) throws Exception {
    Objects.requireNonNull(running.remove(node))
        .stop()
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  // ---- what is asked

  private JsonObject get(int node, String path) throws Exception {
    URI at = URI.create(node(node).httpAddress() + path);
    HttpResponse<String> response =
        http.send(HttpRequest.newBuilder(at).build(), BodyHandlers.ofString());
    return new JsonObject(response.body());
  }

  private void awaitNodes(int node) throws Exception {
    while (get(node, "/v1/models").getJsonArray("models").getJsonObject(0).getInteger("nodes")
        < NODES) {
      Thread.onSpinWait();
    }
  }

  /** A task that names no level; its verdict. */
  private JsonObject task(int node) throws Exception {
    return task(node, "");
  }

  private JsonObject task(int node, String level) throws Exception {
    URI at = URI.create(node(node).httpAddress() + "/v1/tasks?model=toybox" + level);
    try (InputStream picture = getClass().getResourceAsStream("/selftest/scene.jpg")) {
      HttpRequest request =
          HttpRequest.newBuilder(at)
              .header("Content-Type", "image/jpeg")
              .header("Prefer", "wait=30")
              .POST(BodyPublishers.ofByteArray(Objects.requireNonNull(picture).readAllBytes()))
              .build();
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      JsonObject result = new JsonObject(response.body());
      assertThat(result.getString("status")).as(response.body()).isEqualTo("agreed");
      return result;
    }
  }

  private static List<?> agreed(JsonObject result) {
    return result.getJsonObject("consensus").getJsonArray("agreed").getList();
  }

  private Optional<JsonObject> trust(int node, String about) throws Exception {
    JsonObject told = Schemas.of("Trust", get(node, "/v1/trust/" + about));
    return told.getJsonArray("models").stream().map(JsonObject.class::cast).findFirst();
  }

  private void awaitTrusted(int node) throws Exception {
    for (RunningNode each : List.copyOf(running.values())) {
      String id = each.self().hex();
      while (!trust(node, id).map(t -> t.getString("rating")).equals(Optional.of("trusted"))) {
        task(node);
      }
    }
  }

  private List<?> awaitAlone(int node) throws Exception {
    List<?> agreed = agreed(task(node));
    while (agreed.size() > 1) {
      agreed = agreed(task(node));
    }
    return agreed;
  }

  /** Gives tasks until a node has been wrong; what is known of it then. */
  private JsonObject awaitLie(int node, String about) throws Exception {
    JsonObject known = trust(node, about).orElseThrow();
    while (known.getLong("wrong") == 0) {
      task(node);
      known = trust(node, about).orElseThrow();
    }
    return known;
  }
}
