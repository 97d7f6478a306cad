package quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.cli.PaperCheckout.Ran;

/** Runs the real bin/quorate and bin/java-home in a checkout of its own, with a JDK of paper. */
class LauncherTest {
  @TempDir Path dir;
  private PaperCheckout machine;

  @BeforeEach
  void checkOut() throws IOException {
    machine = new PaperCheckout(dir);
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
    machine.set("JAVA_HOME", jdk("old", "17.0.15").toString());
    assertThat(javaHome().exit()).isEqualTo(1);
    machine.set("JAVA_HOME", jdk("older", "1.8.0_452").toString());
    assertThat(javaHome().exit()).isEqualTo(1);
  }

  @Test
  void takesTheNewestThatIsInstalledWhenJavaHomeAndPathAreOld() throws Exception {
    machine.set("JAVA_HOME", jdk("old", "17.0.15").toString());
    Path folder = dir.resolve("jvm");
    jdk("jvm/a21", "21.0.7");
    Path newest = jdk("jvm/b25", "25.0.3");
    jdk("jvm/c11", "11");
    machine.set("QUORATE_JVM_DIRS", dir.resolve("nowhere") + ":" + folder);
    assertThat(javaHome().out().strip()).isEqualTo(newest.toString());
  }

  @Test
  void prefersJavaHomeAndThenThePath() throws Exception {
    Path home = jdk("home", "21");
    Path onPath = jdk("on path", "22");
    Files.createSymbolicLink(dir.resolve("tools/java"), onPath.resolve("bin/java"));
    assertThat(javaHome().out().strip()).isEqualTo(onPath.toRealPath().toString());
    machine.set("JAVA_HOME", home.toString());
    assertThat(javaHome().out().strip()).isEqualTo(home.toString());
  }

  @Test
  void wantsACompilerOnlyToBuild() throws Exception {
    Path runtime = jdk("runtime", "21");
    Files.delete(runtime.resolve("bin/javac"));
    machine.set("JAVA_HOME", runtime.toString());
    assertThat(javaHome().exit()).isEqualTo(1);
    assertThat(machine.run(machine.path("bin/java-home"), "--runtime").exit()).isZero();
  }

  @Test
  void saysWhatToInstallWhenThereIsNoMaven() throws Exception {
    machine.set("JAVA_HOME", jdk("home", "21").toString());
    Ran ran = quorate("version");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("Maven is missing", "apt-get install maven");
  }

  @Test
  void runsThroughALinkAndKeepsWordsTogether() throws Exception {
    machine.set("JAVA_HOME", jdk("a home", "21").toString());
    machine.set("QUORATE_JAR", dir.resolve("some.jar").toString());
    machine.set("QUORATE_JAVA_OPTS", "-Xmx1g -Da=b");
    Path link = Files.createDirectories(dir.resolve("l i")).resolve("q");
    Files.createSymbolicLink(link, Path.of("../a check out/bin/quorate"));
    Ran ran = machine.run(link, "submit", "a picture.jpg");
    assertThat(ran.exit()).isEqualTo(7);
    assertThat(ran.out().lines())
        .containsSequence("-jar", dir.resolve("some.jar").toString(), "submit", "a picture.jpg")
        .contains("-Xmx1g", "-Da=b")
        .doesNotContain("--sun-misc-unsafe-memory-access=allow");
  }

  @Test
  void silencesNewerJvms() throws Exception {
    machine.set("JAVA_HOME", jdk("home", "25.0.3").toString());
    machine.set("QUORATE_JAR", dir.resolve("some.jar").toString());
    assertThat(quorate("version").out()).contains("--sun-misc-unsafe-memory-access=allow");
  }

  @Test
  void buildsOnceWhenTwoStartAtOnce() throws Exception {
    machine.set("JAVA_HOME", jdk("home", "21").toString());
    maven(0);
    Process first = machine.start(machine.path("bin/quorate"), "version");
    Ran second = quorate("version");
    assertThat(first.waitFor()).isEqualTo(7);
    assertThat(second.exit()).isEqualTo(7);
    assertThat(second.out()).doesNotContain("maven was here");
    assertThat(builds()).isEqualTo(1);
    assertThat(machine.path("target/build.lock")).doesNotExist();
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    machine.set("JAVA_HOME", jdk("home", "21").toString());
    maven(0);
    quorate("version");
    quorate("version");
    assertThat(builds()).isEqualTo(1);
    Path page = Files.writeString(machine.path("webroot/index.html"), "");
    Files.setLastModifiedTime(page, FileTime.from(Instant.now().plusSeconds(10)));
    quorate("version");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void failsWhenTheBuildFails() throws Exception {
    machine.set("JAVA_HOME", jdk("home", "21").toString());
    maven(1);
    Ran ran = quorate("version");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("maven was here", "the build failed");
    assertThat(machine.path("target/build.lock")).doesNotExist();
  }

  @Test
  void takesTheLockOfADeadBuild() throws Exception {
    machine.set("JAVA_HOME", jdk("home", "21").toString());
    maven(0);
    Path lock = Files.createDirectories(machine.path("target/build.lock"));
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.writeString(lock.resolve("pid"), Long.toString(dead.pid()));
    assertThat(quorate("version").exit()).isEqualTo(7);
  }

  @Test
  void triesToCacheClassesOnceBeforeANodeAndStartsItAlsoWithout() throws Exception {
    machine.set("JAVA_HOME", jdk("home", "25.0.3").toString());
    maven(0);
    assertThat(quorate("version").err()).doesNotContain("cach");
    assertThat(quorate("node", "--help").err()).doesNotContain("cach");
    Ran first = quorate("node");
    assertThat(first.err()).contains("caching the classes of a node", "no cache: ");
    assertThat(first.exit()).isEqualTo(7);
    assertThat(first.out().lines()).contains("node").noneMatch(LauncherTest::ofTheCache);
    assertThat(quorate("node").err()).doesNotContain("cach");
  }

  @Test
  void startsWithTheCacheOfItsJarFromJdk25On() throws Exception {
    machine.set("JAVA_HOME", jdk("home", "25.0.3").toString());
    Path jar = Files.writeString(dir.resolve("some.jar"), "");
    Files.writeString(dir.resolve("some.aot"), "classes");
    machine.set("QUORATE_JAR", jar.toString());
    assertThat(quorate("version").out().lines()).anyMatch(LauncherTest::ofTheCache);
    machine.set("JAVA_HOME", jdk("older", "24").toString());
    assertThat(quorate("version").out().lines()).noneMatch(LauncherTest::ofTheCache);
  }

  private static boolean ofTheCache(String option) {
    return option.startsWith("-XX:AOTCache=");
  }

  private Path jdk(String name, String version) throws IOException {
    return machine.jdk(name, version, 7);
  }

  /** A Maven that notes each build, takes a while, and makes a jar when it succeeds. */
  private void maven(int exit) throws IOException {
    machine.tool(
        "mvn",
        """
        echo build >> "%s"
        echo maven was here
        sleep 0.3
        [ %d = 0 ] && : > target/quorate.jar
        exit %d\
        """
            .formatted(dir.resolve("builds"), exit, exit));
  }

  private long builds() throws IOException {
    return Files.readAllLines(dir.resolve("builds")).size();
  }

  private Ran javaHome() throws Exception {
    return machine.run(machine.path("bin/java-home"));
  }

  private Ran quorate(String... args) throws Exception {
    return machine.run(machine.path("bin/quorate"), args);
  }
}
