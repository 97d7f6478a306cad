package quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.cli.fleet.FreePorts;
import quorate.gateway.json.Schemas;
import quorate.node.DataDir;

/** Starts real node processes. */
@Tag("slow")
class NodeCommandTest {
  private final List<Process> started = new ArrayList<>();

  @TempDir Path dir;

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void exitsWithUsageWhenTheConfigurationIsRefused() throws Exception {
    Process node = node("--http-port", "70000");
    assertThat(node.waitFor()).isEqualTo(Exit.USAGE);
    JsonObject said = new JsonObject(node.inputReader().readLine());
    assertThat(said.getJsonObject("error").getString("what")).contains("http.port");
  }

  @Test
  void refusesADataDirectoryInUse() throws Exception {
    try (DataDir held = DataDir.hold(dir.resolve("data"))) {
      Process node = node();
      assertThat(node.waitFor()).isEqualTo(Exit.FAILED);
      JsonObject error = new JsonObject(node.inputReader().readLine()).getJsonObject("error");
      assertThat(error.getString("what")).contains(held.path().toString(), "in use");
    }
  }

  @Test
  void saysReadyOnceServesAndEndsInOrderWhenTerminated() throws Exception {
    Process node = node();
    BufferedReader out = node.inputReader();
    JsonObject ready = new JsonObject(out.readLine());
    assertThat(ready.fieldNames()).containsExactly("node", "http", "cluster");
    URI http = URI.create(ready.getString("http"));
    assertThat(get(http.resolve("/livez")).statusCode()).isEqualTo(200);
    assertThat(described(http, "/startupz", "Started").getBoolean("started")).isTrue();
    assertThat(described(http, "/readyz?verbose", "Ready").getBoolean("ready")).isTrue();
    assertThat(described(http, "/v1/nodes", "KnownNodes").getInteger("count")).isEqualTo(1);
    JsonObject model =
        described(http, "/v1/models", "Models").getJsonArray("models").getJsonObject(0);
    assertThat(model.getJsonArray("labels")).hasSize(8);
    assertThat(get(http.resolve("/metrics")).body())
        .contains("quorate_ready 1.0", "quorate_task_ack_seconds_count 0", "vertx_http_server");
    assertThat(get(http.resolve("/")).headers().firstValue("content-type"))
        .contains("text/html; charset=utf-8");
    node.toHandle().destroy(); // Process.destroy would close its streams here
    assertThat(node.waitFor()).isEqualTo(Exit.OK);
    assertThat(out.readLine()).isNull();
    assertThat(logged()).contains("node ready", "node ended");
  }

  @Test
  void livesAndSaysWhatItWaitsForWhileItJoinsTheCluster() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI http = URI.create("http://127.0.0.1:" + FreePorts.choose(1).getFirst());
      Process node =
          node(
              "--http-port",
              Integer.toString(http.getPort()),
              "--cluster-members",
              "127.0.0.1:" + mute.getLocalPort());
      while (!answers(http) && node.isAlive()) {
        Thread.onSpinWait();
      }
      assertThat(get(http.resolve("/livez")).statusCode()).isEqualTo(200);
      HttpResponse<String> starting = get(http.resolve("/startupz"));
      assertThat(starting.statusCode()).isEqualTo(503);
      assertThat(Schemas.of("Started", new JsonObject(starting.body())).getString("waitingFor"))
          .isEqualTo("joining the cluster");
      assertThat(get(http.resolve("/readyz")).statusCode()).isEqualTo(503);
      HttpResponse<String> early = get(http.resolve("/v1/models"));
      assertThat(early.statusCode()).isEqualTo(503);
      assertThat(early.headers().firstValue("Retry-After")).contains("1");
      assertThat(Schemas.of("Problem", new JsonObject(early.body())).getString("code"))
          .isEqualTo("starting");
    }
  }

  private static boolean answers(URI http) {
    try (Socket socket = new Socket(http.getHost(), http.getPort())) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static JsonObject described(URI http, String path, String schema) throws Exception {
    return Schemas.of(schema, new JsonObject(get(http.resolve(path)).body()));
  }

  @Test
  void endsWithItsStdinWhenAsked() throws Exception {
    Process node = node("--end-with-stdin");
    assertThat(node.inputReader().readLine()).contains("http");
    node.getOutputStream().close();
    assertThat(node.waitFor()).isEqualTo(Exit.OK);
  }

  @Test
  void keepsItsIdentityOverARestart() throws Exception {
    Process first = node();
    String id = new JsonObject(first.inputReader().readLine()).getString("node");
    first.destroyForcibly().waitFor();
    Process second = node();
    assertThat(new JsonObject(second.inputReader().readLine()).getString("node")).isEqualTo(id);
  }

  private Process node(String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx400m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "quorate.cli.Main"));
    command.addAll(List.of("node", "--output", "json", "--cluster-port", "0"));
    command.addAll(List.of("--node-data-dir", dir.resolve("data").toString()));
    if (!List.of(more).contains("--http-port")) {
      command.addAll(List.of("--http-port", "0"));
    }
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(dir.resolve("log").toFile()))
            .start();
    started.add(process);
    return process;
  }

  private String logged() throws IOException {
    return Files.readString(dir.resolve("log"));
  }

  private static HttpResponse<String> get(URI uri) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
