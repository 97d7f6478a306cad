package quorate.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One real node: its own process, its own data directory, its log in a file. */
final class NodeProcess {
  private static final long READY_SECONDS = 180;

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private final Process process;
  private final CompletableFuture<JsonObject> ready;

  private NodeProcess(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    this.command = command;
    this.environment = environment;
    this.log = log;
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    this.process = builder.start();
    this.ready = CompletableFuture.supplyAsync(this::readyLine);
  }

  /**
   * Starts a node and returns at once.
   *
   * @param before words before its command
   */
  static NodeProcess start(
      Path data, List<String> before, Map<String, String> environment, List<String> options)
      throws IOException {
    Files.createDirectories(data);
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx400m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", // a node that lives for seconds does not earn more
            "--enable-native-access=ALL-UNNAMED",
            "-Xlog:disable", // what the JVM has to say is not for stdout
            "-Xlog:all=warning:stderr",
            "-cp",
            System.getProperty("java.class.path"),
            "quorate.cli.Main",
            "node",
            "--output",
            "json",
            "--node-data-dir",
            data.toString()));
    command.addAll(options);
    return new NodeProcess(command, environment, data.resolveSibling(data.getFileName() + ".log"));
  }

  /** The same node again, after it has ended: the same key, journal and options. */
  NodeProcess again() throws IOException {
    return new NodeProcess(command, environment, log);
  }

  /** Waits until the node has said that it is ready, with a clock that does not jump. */
  NodeProcess awaitReady() {
    try {
      ready.get(READY_SECONDS, TimeUnit.SECONDS);
      assertThat(logged())
          .doesNotContain("cluster time jumps"); // seen in a process of its own only
      return this;
    } catch (Exception | AssertionError e) {
      kill();
      throw new AssertionError("the node did not become ready; its log:\n" + logged(), e);
    }
  }

  /** {@code http://127.0.0.1:PORT}. */
  String http() {
    return ready.join().getString("http");
  }

  /** {@code ws://127.0.0.1:PORT}. */
  String stream() {
    return http().replaceFirst("^http", "ws");
  }

  /** {@code host:port} of the cluster. */
  String cluster() {
    return ready.join().getString("cluster");
  }

  /** 64 hexadecimal digits. */
  String id() {
    return ready.join().getString("node");
  }

  /** SIGKILL: no farewell, no flush. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** SIGTERM, and the exit code. */
  int stop() {
    process.destroy();
    return process.onExit().join().exitValue();
  }

  /** SIGSTOP: it is there, and does nothing. */
  void freeze() throws IOException {
    Lan.run("kill -STOP " + process.pid());
  }

  /** SIGCONT: it goes on. */
  void thaw() throws IOException {
    Lan.run("kill -CONT " + process.pid());
  }

  boolean alive() {
    return process.isAlive();
  }

  String logged() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "no log: " + e.getMessage();
    }
  }

  private JsonObject readyLine() {
    try (BufferedReader out =
        new BufferedReader(
            new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      StringBuilder text = new StringBuilder();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        text.append(line).append('\n');
        if (line.endsWith("}")) {
          return ready(new JsonObject(text.toString()));
        }
      }
      throw new IllegalStateException("the node ended before it was ready");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject ready(JsonObject said) {
    if (said.containsKey("http")) {
      return said;
    }
    throw new IllegalStateException("the node says: " + said.encode());
  }
}
