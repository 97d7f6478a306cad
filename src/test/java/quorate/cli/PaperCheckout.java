package quorate.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A checkout with the real scripts of bin/, on a machine that has only what is put there. */
final class PaperCheckout {
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "env",
          "cat",
          "dirname",
          "readlink",
          "find",
          "head",
          "sed",
          "mkdir",
          "rm",
          "sleep",
          "touch",
          "id",
          "awk",
          "grep",
          "mktemp",
          "mv",
          "tail");

  /** What a script printed, and its exit code. */
  record Ran(int exit, String out, String err) {}

  private final Path dir;
  private final Path checkout;
  private final Map<String, String> environment = new TreeMap<>();

  PaperCheckout(Path dir) throws IOException {
    this.dir = dir;
    this.checkout = Files.createDirectories(dir.resolve("a check out"));
    Path bin = Files.createDirectories(checkout.resolve("bin"));
    Path real = Path.of(System.getProperty("project.root"), "bin");
    for (String script : List.of("quorate", "java-home", "verify")) {
      script(bin.resolve(script), Files.readString(real.resolve(script)));
    }
    Files.writeString(checkout.resolve("pom.xml"), "");
    Files.createDirectories(checkout.resolve("src/main"));
    Files.createDirectories(checkout.resolve("webroot"));
    Files.createDirectories(dir.resolve("tools"));
    for (String tool : TOOLS) {
      tool(tool, "exec " + found(tool) + " \"$@\"");
    }
    set("PATH", dir.resolve("tools").toString());
    set("HOME", dir.toString());
    set("QUORATE_JVM_DIRS", "");
  }

  Path path(String inside) {
    return checkout.resolve(inside);
  }

  void set(String variable, String value) {
    environment.put(variable, value);
  }

  /** A command on the PATH. */
  void tool(String name, String text) throws IOException {
    script(dir.resolve("tools").resolve(name), "#!/bin/sh\n" + text + "\n");
  }

  /** A home whose java prints its arguments, one a line, and exits {@code exit}. */
  Path jdk(String name, String version, int exit) throws IOException {
    Path home = dir.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    script(home.resolve("bin/java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit " + exit + "\n");
    script(home.resolve("bin/javac"), "#!/bin/sh\n");
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  Ran run(Path script, String... args) throws Exception {
    Process process = start(script, args);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), out, err);
  }

  Process start(Path script, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path found(String tool) {
    return List.of("/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin").stream()
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }
}
