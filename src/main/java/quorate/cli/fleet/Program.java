package quorate.cli.fleet;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;

/** How this program is started again: the same Java, the same jar. */
public final class Program {
  private static final String MAIN = "quorate.cli.Main";

  /** As bin/quorate gives them. */
  private static final List<String> ALWAYS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "-Dorg.bytedeco.javacpp.maxBytes=0",
          "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");

  private Program() {}

  /** A command line: java, its options, the program, its arguments. */
  public static List<String> command(List<String> javaOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ALWAYS);
    if (Runtime.version().feature() >= 23) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(javaOptions);
    Path code = code();
    if (code.toString().endsWith(".jar")) {
      command.addAll(List.of("-jar", code.toString()));
    } else {
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    }
    command.addAll(arguments);
    return command;
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
