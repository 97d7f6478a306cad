package quorate.pilot;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import quorate.cli.fleet.Program;

/** {@code quorate demo} as a process of its own, in a folder of its own. */
final class DemoProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 240;
  private static final long SIGINT_BIT = 1 << 1;

  private final Path folder;
  private final Process process;
  private final StringBuilder said = new StringBuilder();
  private List<ProcessHandle> nodes = List.of();

  private DemoProcess(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /** Starts it and returns at once; its stdout goes to a file. */
  static DemoProcess start(Path folder, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("demo", "--output", "json"));
    arguments.addAll(List.of(options));
    List<String> command = new ArrayList<>(withCtrlC());
    command.addAll(
        Program.command(
            List.of("-XX:+UseSerialGC", "-Xmx512m", "-Djava.io.tmpdir=" + folder), arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("stdout").toFile());
    return new DemoProcess(folder, builder.start());
  }

  /**
   * Waits until it says on stderr something with these words in it; by the time that it says that
   * all its nodes are ready, they are its children.
   */
  DemoProcess await(String words) throws IOException {
    BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      said.append(line).append('\n');
      if (line.contains(words)) {
        nodes = process.descendants().toList();
        return this;
      }
    }
    throw new AssertionError("the demo ended and never said: " + words + "\n" + said);
  }

  /** The node processes that it had started when it was last waited for. */
  List<ProcessHandle> nodes() {
    return nodes;
  }

  /** Waits until it has ended; its exit code. */
  int ended() throws Exception {
    try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
      err.lines().forEach(line -> said.append(line).append('\n'));
    }
    return process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS).exitValue();
  }

  /** Waits until all nodes have ended. */
  void nodesEnded() throws Exception {
    for (ProcessHandle node : nodes) {
      node.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** SIGKILL, to it alone. */
  void kill() {
    process.destroyForcibly();
  }

  /** What a terminal does: SIGINT to it and to all that it has started. */
  void pressCtrlC() throws Exception {
    List<String> command = new ArrayList<>(List.of("kill", "-INT"));
    Stream.concat(Stream.of(process.toHandle()), nodes.stream())
        .forEach(each -> command.add(Long.toString(each.pid())));
    new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  /** All that it printed on stdout, which must be one document. */
  JsonObject document() throws IOException {
    return new JsonObject(Files.readString(folder.resolve("stdout")));
  }

  /** The temporary folders that it has left behind. */
  List<Path> left() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(each -> each.getFileName().toString().startsWith("quorate-")).toList();
    }
  }

  /** All that was read of its stderr. */
  String said() {
    return said.toString();
  }

  /** Nothing outlives the test, whatever it has found. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    nodes.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    nodes.forEach(node -> node.onExit().join());
    process.onExit().join();
  }

  /** Ctrl-C is ignored by all that a shell has started in the background; not here. */
  private static List<String> withCtrlC() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(status)) {
      boolean ignored =
          lines
              .filter(line -> line.startsWith("SigIgn:"))
              .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
              .anyMatch(signals -> (signals & SIGINT_BIT) != 0);
      return ignored ? List.of("env", "--default-signal=INT") : List.of();
    }
  }
}
