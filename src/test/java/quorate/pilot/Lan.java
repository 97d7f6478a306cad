package quorate.pilot;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A network of machines on this one, by Linux network namespaces: each node has an address of its
 * own; lines between them can be slow, lose a part, and be cut in one direction; clocks can jump.
 * Needs root, iproute2 and a C compiler. Takes everything away again.
 *
 * <p>A line is cut as a broken switch would: what is sent finds nobody, and nobody says so.
 */
final class Lan implements Hosts {
  private static final String PREFIX = "10.213.7.";
  private static final Path SOURCES =
      Path.of(System.getProperty("project.root", "."), "src/test/c");

  private final String name = "q" + ProcessHandle.current().pid();
  private final int nodes;
  private final Path folder;
  private final Process lines;
  private final BufferedReader heard;

  private Lan(int nodes, Path folder) throws IOException {
    this.nodes = nodes;
    this.folder = folder;
    List<String> command = new ArrayList<>(List.of(folder.resolve("lines").toString()));
    for (int line = 0; line <= nodes; line++) {
      command.add(line(line));
    }
    this.lines = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    this.heard = lines.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Builds one.
   *
   * @param folder for programs and for what sets the clocks
   */
  static Lan of(int nodes, Path folder) throws IOException {
    Path tools = Files.createDirectories(folder.resolve("lan"));
    run("cc -O2 -o " + tools.resolve("lines") + " " + SOURCES.resolve("lines.c"));
    run(
        "cc -O2 -shared -fPIC -o %s %s -ldl"
            .formatted(tools.resolve("clock.so"), SOURCES.resolve("clock.c")));
    Lan lan = new Lan(nodes, tools);
    try {
      lan.expect("ready");
      for (int node = 0; node < nodes; node++) {
        lan.join(node);
      }
      ip("addr add " + PREFIX + "254/24 dev " + lan.line(nodes));
      ip("link set " + lan.line(nodes) + " up");
      return lan;
    } catch (IOException e) {
      lan.close();
      throw e;
    }
  }

  private void join(int node) throws IOException {
    Files.write(clock(node), new byte[Long.BYTES]);
    String space = space(node);
    ip("netns add " + space);
    ip("link set " + line(node) + " netns " + space);
    ip("-n " + space + " addr add " + address(node) + "/24 dev " + line(node));
    ip("-n " + space + " link set " + line(node) + " up");
    ip("-n " + space + " link set lo up");
  }

  @Override
  public String address(int node) {
    return PREFIX + (node + 1);
  }

  @Override
  public int httpPort() {
    return 7070;
  }

  @Override
  public List<String> before(int node) {
    return List.of("ip", "netns", "exec", space(node));
  }

  @Override
  public Map<String, String> environment(int node) {
    String preloaded = folder.resolve("clock.so").toAbsolutePath().toString();
    return Map.of("LD_PRELOAD", preloaded, "CLOCK_AHEAD", clock(node).toAbsolutePath().toString());
  }

  /** What one node sends to another is lost from now on. */
  void cut(int from, int to) throws IOException {
    tell("cut " + from + " " + to);
  }

  /** Nothing goes to and fro between two sides. */
  void cut(List<Integer> side, List<Integer> other) throws IOException {
    for (int one : side) {
      for (int two : other) {
        cut(one, two);
        cut(two, one);
      }
    }
  }

  /** All that is sent comes so late from now on, and so many of a thousand frames never. */
  void slow(int millis, int lostOfThousand) throws IOException {
    tell("slow " + millis + " " + lostOfThousand);
  }

  /** All lines are whole again. */
  void heal() throws IOException {
    tell("heal");
  }

  private void tell(String command) throws IOException {
    Writer to = lines.outputWriter(StandardCharsets.UTF_8);
    to.write(command + "\n");
    to.flush();
    expect("done");
  }

  private void expect(String word) throws IOException {
    String said = heard.readLine();
    if (!word.equals(said)) {
      throw new IOException("the lines say " + said + ", not " + word);
    }
  }

  /** A node's clock is so many seconds ahead from now on. */
  void jump(int node, int seconds) throws IOException {
    ByteBuffer nanos = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    nanos.putLong(TimeUnit.SECONDS.toNanos(seconds));
    try (RandomAccessFile file = new RandomAccessFile(clock(node).toFile(), "rw")) {
      file.write(nanos.array()); // in place: the node has it in its memory
    }
  }

  private Path clock(int node) {
    return folder.resolve("clock" + node);
  }

  private String line(int number) {
    return name + "t" + number;
  }

  private String space(int node) {
    return name + "n" + node;
  }

  @Override
  public void close() {
    lines.destroyForcibly();
    lines.onExit().join();
    for (int node = 0; node < nodes; node++) {
      try {
        ip("netns del " + space(node));
      } catch (IOException gone) {
        // it was not there
      }
    }
  }

  private static void ip(String words) throws IOException {
    run("ip " + words);
  }

  static void run(String words) throws IOException {
    Process process = new ProcessBuilder(words.split(" ")).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.onExit().join().exitValue();
    if (exit != 0) {
      throw new IOException(words + ": " + said);
    }
  }
}
