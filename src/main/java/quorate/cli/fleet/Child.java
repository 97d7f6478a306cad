package quorate.cli.fleet;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One process of this program. It speaks JSON, a document a line, on its stdout; it is to end when
 * its stdin does, which happens also when this process is killed. Its log goes to a file.
 */
public final class Child {
  private static final int LINES_MAX = 1024;
  private static final int LOG_LINES = 12;

  private final Process process;
  private final Path log;
  private final Writer stdin;
  private final BlockingQueue<JsonObject> said = new LinkedBlockingQueue<>(LINES_MAX);

  private Child(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.stdin = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    Thread.ofPlatform().daemon().name("child-" + process.pid()).start(this::listen);
  }

  /** Starts it and returns at once. */
  public static Child start(List<String> command, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    environment(builder.environment());
    return new Child(builder.start(), log);
  }

  /** What configures a node of this shell's user, or is a client's secret, is not for a child. */
  static void environment(Map<String, String> inherited) {
    inherited.keySet().removeIf(name -> name.startsWith("QUORATE_"));
    inherited.putIfAbsent("TF_CPP_MIN_LOG_LEVEL", "2"); // TensorFlow's own chatter
  }

  /** The next document that it prints; empty when none comes in time or it has ended. */
  public Optional<JsonObject> await(Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < until) {
      JsonObject next = said.poll(50, TimeUnit.MILLISECONDS);
      if (next != null) {
        return Optional.of(next);
      }
      if (!process.isAlive() && said.isEmpty()) {
        return Optional.ofNullable(said.poll(200, TimeUnit.MILLISECONDS));
      }
    }
    return Optional.empty();
  }

  /** Sends a line to its stdin. */
  public void tell(String line) {
    try {
      stdin.write(line + "\n");
      stdin.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the process " + process.pid() + " has ended", e);
    }
  }

  public boolean alive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** The CPU time that it has used, in nanoseconds; 0 where the system does not tell. */
  public long cpuNanos() {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  /** The last lines of its log. */
  public String logTail() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException | UncheckedIOException e) {
      return "no log: " + e.getMessage();
    }
  }

  /** Asks it to end. */
  public void end() {
    process.destroy();
  }

  /** Waits for its end for a while, then ends it by force. */
  public void ended(Duration atMost) {
    try {
      if (process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    process.onExit().join();
  }

  private void listen() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("{") && !said.offer(new JsonObject(line))) {
          break; // more than anybody asked for
        }
      }
    } catch (IOException | DecodeException e) {
      process.destroy(); // it does not speak as it should: whoever awaits it sees it end
    }
  }
}
