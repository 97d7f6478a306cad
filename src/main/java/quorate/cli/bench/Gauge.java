package quorate.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import quorate.cli.fleet.NodeChild;

/** Reads how much a node's process uses. */
public final class Gauge {
  private static final double MIB = 1 << 20;
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final int READINGS = 5;

  private final NodeChild node;
  private final HttpClient http = HttpClient.newHttpClient();

  public Gauge(NodeChild node) {
    this.node = node;
  }

  /** What is in use after a full collection; the least of some readings where none can be asked. */
  public double collectedMiB() throws IOException, InterruptedException {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < READINGS; i++) {
      collect();
      least = Math.min(least, heapMiB());
    }
    return least;
  }

  private void collect() throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (Files.isExecutable(jcmd)) {
      new ProcessBuilder(jcmd.toString(), Long.toString(node.child().pid()), "GC.run")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
  }

  public double heapMiB() throws IOException, InterruptedException {
    return lines("jvm_memory_used_bytes")
            .filter(line -> line.contains("heap\""))
            .filter(line -> !line.contains("nonheap"))
            .mapToDouble(Gauge::value)
            .sum()
        / MIB;
  }

  /** How many volunteers the node says that it has. */
  public long seated() throws IOException, InterruptedException {
    return Math.round(lines("quorate_volunteers ").mapToDouble(Gauge::value).sum());
  }

  /** Of the whole process; 0 where the system does not tell. */
  public double residentMiB() throws IOException {
    Path status = Path.of("/proc", Long.toString(node.child().pid()), "status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    Matcher found = RESIDENT.matcher(Files.readString(status));
    return found.find() ? Long.parseLong(found.group(1)) / 1024.0 : 0;
  }

  private static double value(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }

  private Stream<String> lines(String beginning) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(node.http() + "/metrics")).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith(beginning));
  }
}
