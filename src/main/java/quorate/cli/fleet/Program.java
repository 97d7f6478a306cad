package quorate.cli.fleet;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;

/** How this program is started again: the same Java, the same jar. */
public final class Program {
  private static final String MAIN = "quorate.cli.Main";

  /** As bin/quorate gives them; others for modules would void the cache of classes. */
  private static final List<String> ALWAYS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "-XX:-CreateCoredumpOnCrash",
          "-Dorg.bytedeco.javacpp.maxBytes=0",
          "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");

  /** Of what the jar's manifest opens, that without which libraries do not work. */
  private static final List<String> OPEN =
      List.of(
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");

  private Program() {}

  /** A command line: java, its options, the program, its arguments. */
  public static List<String> command(List<String> javaOptions, List<String> arguments) {
    return command(code(), javaOptions, arguments);
  }

  static List<String> command(Path code, List<String> javaOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ALWAYS);
    if (Runtime.version().feature() >= 23) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(javaOptions);
    command.addAll(cache(code));
    if (code.toString().endsWith(".jar")) {
      command.addAll(List.of("-jar", code.toString()));
    } else {
      command.addAll(OPEN);
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    }
    command.addAll(arguments);
    return command;
  }

  /**
   * The cache of loaded classes that bin/quorate has made beside the jar, if it has; and that what
   * the JVM has to say is not for stdout.
   */
  private static List<String> cache(Path jar) {
    Path cache = Path.of(jar.toString().replaceFirst("\\.jar$", ".aot"));
    boolean made = Runtime.version().feature() >= 25 && cache.toFile().length() > 0;
    return made && Files.isRegularFile(cache)
        ? List.of("-XX:AOTCache=" + cache, "-Xlog:disable", "-Xlog:all=warning,aot*=error:stderr")
        : List.of("-Xlog:disable", "-Xlog:all=warning:stderr");
  }

  /** The jar that this program runs from, or the folder of its classes. */
  public static Path code() {
    CodeSource source = Program.class.getProtectionDomain().getCodeSource();
    try {
      return Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the program runs from a file", e);
    }
  }
}
