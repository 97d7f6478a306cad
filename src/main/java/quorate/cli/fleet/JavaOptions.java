package quorate.cli.fleet;

import java.nio.file.Path;
import java.util.List;

/** How the Java of a started process is set. */
public final class JavaOptions {
  private JavaOptions() {}

  /** For many nodes on one machine: a small heap, few threads, a quick start. */
  public static List<String> small(Path scratch) {
    return List.of(
        "-Xmx384m",
        "-Xss512k",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xshare:auto",
        "-Djava.io.tmpdir=" + scratch);
  }

  /** As an operator has it, but for a heap that leaves room for others. */
  public static List<String> usual(Path scratch) {
    return List.of("-Xmx512m", "-XX:+UseSerialGC", "-Djava.io.tmpdir=" + scratch);
  }

  /** For benchmarks: the same for everything that is compared, a heap that does not grow. */
  public static List<String> steady(Path scratch) {
    return List.of(
        "-Xms512m",
        "-Xmx512m",
        "-XX:+AlwaysPreTouch",
        "-XX:+UseSerialGC",
        "-Djava.io.tmpdir=" + scratch);
  }
}
