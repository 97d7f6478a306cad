package quorate.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.cli.Run;
import quorate.cli.fleet.FreePorts;
import quorate.node.config.Origin;
import quorate.node.config.Setting;
import quorate.node.trust.TrustFile;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.trust.Remembered;
import quorate.trust.Reputation;
import quorate.trust.Subject;
import quorate.wire.Keys;

/** Whole nodes and volunteers in one process, with real models, sockets and members. */
@Tag("slow")
class VolunteerNodeTest {
  private static final int ROUNDS_MAX = 30;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<RunningNode> running = new ArrayList<>();

  @TempDir Path dir;

  @AfterEach
  void endAll() {
    for (RunningNode node : running.reversed()) {
      node.stop().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void volunteersAnswerAndAreInTheProofWhichHoldsOffline() throws Exception {
    RunningNode gateway = member("g", FreePorts.choose(1).getFirst());
    Set<String> ids = new HashSet<>();
    for (String name : List.of("a", "b", "c")) {
      ids.add(volunteer(name, gateway).self().hex());
    }
    awaitVolunteers(gateway, 3);
    Set<String> seen = new HashSet<>();
    for (int round = 0; round < ROUNDS_MAX && !seen.containsAll(ids); round++) {
      String task = submit(gateway, 3, 2);
      assertThat(verdict(gateway, task).getString("status")).isEqualTo("agreed");
      Path proof = Files.write(dir.resolve("proof"), proof(gateway, task));
      Run verified = Run.of("verdict", "verify", proof.toString(), "--output", "json");
      assertThat(verified.json().getBoolean("valid")).as(verified.out()).isTrue();
      verified.json().getJsonArray("agreed").forEach(node -> seen.add(node.toString()));
    }
    assertThat(seen).containsAll(ids);
    assertThat(marked(gateway)).isEqualTo(ids);
    assertThat(get(gateway, "/metrics").body()).contains("quorate_volunteers 3.0");

    String toybox = nodes(gateway).getJsonObject("models").fieldNames().iterator().next();
    VolunteerNode bare = volunteer("d", Map.of("inference.models", toybox), gateway);
    awaitThat(() -> offers(gateway, bare, toybox)); // it has got it over its line
  }

  private boolean offers(RunningNode gateway, RunningNode node, String model) throws Exception {
    return nodes(gateway).getJsonArray("nodes").stream()
        .map(JsonObject.class::cast)
        .filter(each -> each.getString("id").equals(node.self().hex()))
        .anyMatch(each -> each.getJsonArray("models").contains(model));
  }

  @Test
  void anotherAnswersWhenAVolunteerIsGoneAndItsTasksGoOnElsewhereWhenItsGatewayIs()
      throws Exception {
    int port = FreePorts.choose(1).getFirst();
    RunningNode first = member("g1", port);
    RunningNode second = member("g2", port);
    VolunteerNode mover = volunteer("m", first, second);
    VolunteerNode mute = volunteer("x", Map.of("fault.behaviour", "mute"), first);
    awaitVolunteers(second, 2);
    List<String> tasks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tasks.add(submit(second, 3, 3)); // of four nodes: the mute one has some of them
    }
    end(mute);
    for (String task : tasks) {
      assertThat(verdict(second, task).getString("status")).isEqualTo("agreed");
    }
    awaitVolunteers(second, 1);
    end(first);
    awaitVolunteers(second, 1);
    assertThat(mover.up()).isTrue();
    String moved = submit(second, 2, 2);
    assertThat(agreedOn(verdict(second, moved))).contains(mover.self().hex());
  }

  @Test
  void endsAsAProcessInOrderWhenTerminatedAndGivesUpWhenNoGatewayWillTakeIt() throws Exception {
    Path blocked = Files.createDirectories(dir.resolve("blocked"));
    String key = Identity.openOrDraw(blocked).id().hex();
    RunningNode gateway =
        member("g", FreePorts.choose(1).getFirst(), Map.of("volunteers.blocked", key));

    Process good = process(gateway, "good", "demo-volunteers");
    JsonObject ready =
        good.inputReader()
            .lines()
            .filter(line -> line.startsWith("{"))
            .map(JsonObject::new)
            .findFirst()
            .orElseThrow();
    assertThat(ready.getString("gateway")).isEqualTo(gateway.httpAddress());
    awaitThat(() -> marked(gateway).equals(Set.of(ready.getString("node")))); // told each second
    good.toHandle().destroy(); // Process.destroy would close its streams here
    assertThat(good.waitFor()).isZero();

    VolunteerNode refused = volunteer("blocked", gateway);
    assertThat(refused.hopeless().get(20, TimeUnit.SECONDS).what()).contains("not let in");
    VolunteerNode stranger = volunteer("s", Map.of("network.name", "demo-other"), gateway);
    Trouble trouble = stranger.hopeless().get(20, TimeUnit.SECONDS);
    assertThat(trouble.action()).isEqualTo("--network-name demo-volunteers");
  }

  @Test
  void keepsOutWhomItHasBanned() throws Exception {
    String key = Identity.openOrDraw(Files.createDirectories(dir.resolve("liar"))).id().hex();
    Keys gatewayKeys = Identity.openOrDraw(Files.createDirectories(dir.resolve("g")));
    TrustFile.in(dir.resolve("g"), gatewayKeys.id()).save(banned(gatewayKeys.id(), key));
    RunningNode gateway = member("g", FreePorts.choose(1).getFirst());
    VolunteerNode liar = volunteer("liar", gateway);
    assertThat(liar.self().hex()).isEqualTo(key);
    assertThat(liar.hopeless().get(20, TimeUnit.SECONDS).what()).contains("not let in");
  }

  @Test
  void takesNoCallThatWasMadeToAnotherMachine() throws Exception {
    RunningNode gateway =
        member("g", FreePorts.choose(1).getFirst(), Map.of("http.hosts", "gateway.example"));
    volunteer("v", gateway);
    awaitVolunteers(gateway, 1);
    assertThat(upgrade(gateway, "6.6.6.6:7070")).contains(" 421 ");
    assertThat(upgrade(gateway, "gateway.example")).contains(" 101 ");
  }

  /** The first line of the answer to a volunteer's call. */
  private static String upgrade(RunningNode node, String host) throws IOException {
    URI at = URI.create(node.httpAddress());
    String request =
        "GET /v1/volunteer HTTP/1.1\r\nHost: "
            + host
            + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Protocol: quorate.volunteer.v1\r\n\r\n";
    try (Socket socket = new Socket(at.getHost(), at.getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStreamReader in =
          new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
      return new BufferedReader(in).readLine();
    }
  }

  private static Remembered banned(NodeId self, String key) {
    Subject subject = new Subject(NodeId.ofHex(key), new ModelId(Digest.of(new byte[] {1})));
    Remembered.Entry entry =
        new Remembered.Entry(
            subject,
            new Reputation.Counts(0, 9, 0, 0, 0, 0, 0),
            new Reputation.Streak(0, 0, 0, 0),
            Double.doubleToLongBits(1e6),
            true);
    return new Remembered(self, 0, List.of(), List.of(entry));
  }

  private Process process(RunningNode gateway, String name, String network) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx300m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "quorate.cli.Main",
            "node",
            "--output=json",
            "--join=" + gateway.httpAddress(),
            "--network-name=" + network,
            "--inference-workers=1",
            "--node-data-dir=" + dir.resolve(name))
        .redirectError(dir.resolve(name + ".log").toFile())
        .start();
  }

  private void end(RunningNode node) {
    running.remove(node);
    node.stop().toCompletionStage().toCompletableFuture().join();
  }

  // ---- nodes

  private RunningNode member(String name, int port) {
    return member(name, port, Map.of());
  }

  /** The first one that runs has the port, and all join it there. */
  private RunningNode member(String name, int port, Map<String, String> more) {
    Map<String, String> settings = new TreeMap<>(more);
    settings.put("http.port", "0");
    settings.put("cluster.port", running.isEmpty() ? Integer.toString(port) : "0");
    settings.put("cluster.members", "127.0.0.1:" + port);
    RunningNode node =
        Wiring.start(config(name, settings)).toCompletionStage().toCompletableFuture().join();
    running.add(node);
    return node;
  }

  private VolunteerNode volunteer(String name, RunningNode... gateways) throws IOException {
    return volunteer(name, Map.of(), gateways);
  }

  private VolunteerNode volunteer(
      String name, Map<String, String> settings, RunningNode... gateways) throws IOException {
    List<URI> at = Stream.of(gateways).map(each -> URI.create(each.httpAddress())).toList();
    VolunteerNode node =
        VolunteerNode.start(config(name, settings), VolunteerNode.Call.of(at, Optional.empty()));
    running.add(node);
    return node;
  }

  private NodeConfig config(String name, Map<String, String> more) {
    List<Setting> settings = new ArrayList<>();
    Map<String, String> all =
        new TreeMap<>(
            Map.of(
                "network.name",
                "demo-volunteers",
                "node.name",
                name,
                "node.operator",
                "operator of " + name,
                "node.dataDir",
                dir.resolve(name).toString(),
                "inference.workers",
                "1",
                "shutdown.timeout",
                "4s"));
    all.putAll(more);
    all.forEach((key, value) -> settings.add(new Setting(key, value, Origin.COMMAND_LINE, key)));
    return ConfigSource.load(settings, Map.of(), Optional.empty()).config();
  }

  // ---- what they say

  private void awaitVolunteers(RunningNode node, int count) throws Exception {
    awaitThat(() -> marked(node).size() == count);
  }

  /** Asks again and again: a node tells of itself every second. */
  private static void awaitThat(Callable<Boolean> holds) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!holds.call()) {
      assertThat(System.nanoTime()).isLessThan(until);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private JsonObject nodes(RunningNode node) throws Exception {
    return new JsonObject(get(node, "/v1/nodes").body());
  }

  private Set<String> marked(RunningNode node) throws Exception {
    return nodes(node).getJsonArray("nodes").stream()
        .map(JsonObject.class::cast)
        .filter(each -> each.getBoolean("volunteer"))
        .filter(each -> each.getString("state").equals("ready") && each.getInteger("slots") > 0)
        .map(each -> each.getString("id"))
        .collect(Collectors.toSet());
  }

  private String submit(RunningNode node, int replicas, int quorum) throws Exception {
    String query = "?model=toybox&replicas=" + replicas + "&quorum=" + quorum;
    Bytes picture = SelfTest.picture();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.httpAddress() + "/v1/tasks" + query))
            .header("Content-Type", "image/jpeg")
            .POST(HttpRequest.BodyPublishers.ofByteArray(picture.toArray()))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return new JsonObject(response.body()).getString("taskId");
  }

  private JsonObject verdict(RunningNode node, String task) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.httpAddress() + "/v1/tasks/" + task))
            .header("Prefer", "wait=30")
            .build();
    return new JsonObject(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private static List<String> agreedOn(JsonObject verdict) {
    return verdict.getJsonObject("consensus").getJsonArray("agreed").stream()
        .map(Object::toString)
        .toList();
  }

  private byte[] proof(RunningNode node, String task) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.httpAddress() + "/v1/tasks/" + task + "/proof"))
            .header("Accept", "application/octet-stream")
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
  }

  private HttpResponse<String> get(RunningNode node, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(node.httpAddress() + path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
