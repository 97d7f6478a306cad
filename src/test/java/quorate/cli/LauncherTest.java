package quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the real bin/quorate and bin/java-home in a checkout of its own, with a JDK of paper. */
class LauncherTest {
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
          "touch");

  @TempDir Path dir;
  private Path checkout;
  private final Map<String, String> environment = new TreeMap<>();

  private record Ran(int exit, String out, String err) {}

  @BeforeEach
  void checkOut() throws IOException {
    checkout = Files.createDirectories(dir.resolve("a check out"));
    Path bin = Files.createDirectories(checkout.resolve("bin"));
    Path real = Path.of(System.getProperty("project.root"), "bin");
    for (String script : List.of("quorate", "java-home")) {
      script(bin.resolve(script), Files.readString(real.resolve(script)));
    }
    Files.writeString(checkout.resolve("pom.xml"), "");
    Files.createDirectories(checkout.resolve("src/main"));
    Files.createDirectories(checkout.resolve("webroot"));
    Path tools = Files.createDirectories(dir.resolve("tools"));
    for (String tool : TOOLS) {
      script(tools.resolve(tool), "#!/bin/sh\nexec " + found(tool) + " \"$@\"\n");
    }
    environment.put("PATH", tools.toString());
    environment.put("HOME", dir.toString());
    environment.put("QUORATE_JVM_DIRS", "");
  }

  @Test
  void saysWhatToInstallWhenThereIsNoJdk() throws Exception {
    Ran ran = quorate("version");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("no JDK 21 or newer", "apt-get install", "brew install");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void refusesAJdkThatIsTooOld() throws Exception {
    environment.put("JAVA_HOME", jdk("old", "17.0.15").toString());
    assertThat(javaHome().exit()).isEqualTo(1);
    environment.put("JAVA_HOME", jdk("older", "1.8.0_452").toString());
    assertThat(javaHome().exit()).isEqualTo(1);
  }

  @Test
  void takesTheNewestThatIsInstalledWhenJavaHomeAndPathAreOld() throws Exception {
    environment.put("JAVA_HOME", jdk("old", "17.0.15").toString());
    Path folder = dir.resolve("jvm");
    jdk("jvm/a21", "21.0.7");
    Path newest = jdk("jvm/b25", "25.0.3");
    jdk("jvm/c11", "11");
    environment.put("QUORATE_JVM_DIRS", dir.resolve("nowhere") + ":" + folder);
    assertThat(javaHome().out().strip()).isEqualTo(newest.toString());
  }

  @Test
  void prefersJavaHomeAndThenThePath() throws Exception {
    Path home = jdk("home", "21");
    Path onPath = jdk("on path", "22");
    Files.createSymbolicLink(dir.resolve("tools/java"), onPath.resolve("bin/java"));
    assertThat(javaHome().out().strip()).isEqualTo(onPath.toRealPath().toString());
    environment.put("JAVA_HOME", home.toString());
    assertThat(javaHome().out().strip()).isEqualTo(home.toString());
  }

  @Test
  void wantsACompilerOnlyToBuild() throws Exception {
    Path runtime = jdk("runtime", "21");
    Files.delete(runtime.resolve("bin/javac"));
    environment.put("JAVA_HOME", runtime.toString());
    assertThat(javaHome().exit()).isEqualTo(1);
    assertThat(run(checkout.resolve("bin/java-home"), "--runtime").exit()).isZero();
  }

  @Test
  void saysWhatToInstallWhenThereIsNoMaven() throws Exception {
    environment.put("JAVA_HOME", jdk("home", "21").toString());
    Ran ran = quorate("version");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("Maven is missing", "apt-get install maven");
  }

  @Test
  void runsThroughALinkAndKeepsWordsTogether() throws Exception {
    environment.put("JAVA_HOME", jdk("a home", "21").toString());
    environment.put("QUORATE_JAR", dir.resolve("some.jar").toString());
    environment.put("QUORATE_JAVA_OPTS", "-Xmx1g -Da=b");
    Path link = Files.createDirectories(dir.resolve("l i")).resolve("q");
    Files.createSymbolicLink(link, Path.of("../a check out/bin/quorate"));
    Ran ran = run(link, "submit", "a picture.jpg");
    assertThat(ran.exit()).isEqualTo(7);
    assertThat(ran.out().lines())
        .containsSequence("-jar", dir.resolve("some.jar").toString(), "submit", "a picture.jpg")
        .contains("-Xmx1g", "-Da=b")
        .doesNotContain("--sun-misc-unsafe-memory-access=allow");
  }

  @Test
  void silencesNewerJvms() throws Exception {
    environment.put("JAVA_HOME", jdk("home", "25.0.3").toString());
    environment.put("QUORATE_JAR", dir.resolve("some.jar").toString());
    assertThat(quorate("version").out()).contains("--sun-misc-unsafe-memory-access=allow");
  }

  @Test
  void buildsOnceWhenTwoStartAtOnce() throws Exception {
    environment.put("JAVA_HOME", jdk("home", "21").toString());
    maven(0);
    Process first = start(checkout.resolve("bin/quorate"), "version");
    Ran second = quorate("version");
    assertThat(first.waitFor()).isEqualTo(7);
    assertThat(second.exit()).isEqualTo(7);
    assertThat(second.out()).doesNotContain("maven was here");
    assertThat(builds()).isEqualTo(1);
    assertThat(checkout.resolve("target/build.lock")).doesNotExist();
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    environment.put("JAVA_HOME", jdk("home", "21").toString());
    maven(0);
    quorate("version");
    quorate("version");
    assertThat(builds()).isEqualTo(1);
    Path page = Files.writeString(checkout.resolve("webroot/index.html"), "");
    Files.setLastModifiedTime(page, FileTime.from(Instant.now().plusSeconds(10)));
    quorate("version");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void failsWhenTheBuildFails() throws Exception {
    environment.put("JAVA_HOME", jdk("home", "21").toString());
    maven(1);
    Ran ran = quorate("version");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("maven was here", "the build failed");
    assertThat(checkout.resolve("target/build.lock")).doesNotExist();
  }

  @Test
  void takesTheLockOfADeadBuild() throws Exception {
    environment.put("JAVA_HOME", jdk("home", "21").toString());
    maven(0);
    Path lock = Files.createDirectories(checkout.resolve("target/build.lock"));
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.writeString(lock.resolve("pid"), Long.toString(dead.pid()));
    assertThat(quorate("version").exit()).isEqualTo(7);
  }

  /** A home whose java prints its arguments, one a line, and exits 7. */
  private Path jdk(String name, String version) throws IOException {
    Path home = dir.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    script(home.resolve("bin/java"), "#!/usr/bin/env bash\nprintf '%s\\n' \"$@\"\nexit 7\n");
    script(home.resolve("bin/javac"), "#!/usr/bin/env bash\n");
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  /** A Maven that notes each build, takes a while, and makes a jar when it succeeds. */
  private void maven(int exit) throws IOException {
    script(
        dir.resolve("tools/mvn"),
        """
        #!/usr/bin/env bash
        echo build >> "%s"
        echo maven was here
        sleep 0.3
        [ %d = 0 ] && : > target/quorate.jar
        exit %d
        """
            .formatted(dir.resolve("builds"), exit, exit));
  }

  private long builds() throws IOException {
    return Files.readAllLines(dir.resolve("builds")).size();
  }

  private Ran javaHome() throws Exception {
    return run(checkout.resolve("bin/java-home"));
  }

  private Ran quorate(String... args) throws Exception {
    return run(checkout.resolve("bin/quorate"), args);
  }

  private Ran run(Path script, String... args) throws Exception {
    Process process = start(script, args);
    int exit = process.waitFor();
    return new Ran(
        exit,
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
        new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  private Process start(Path script, String... args) throws IOException {
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
