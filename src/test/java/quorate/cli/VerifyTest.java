package quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.cli.PaperCheckout.Ran;

/** Runs the real bin/verify with a Maven of paper. */
class VerifyTest {
  @TempDir Path dir;
  private PaperCheckout machine;

  @BeforeEach
  void checkOut() throws IOException {
    machine = new PaperCheckout(dir);
    machine.set("JAVA_HOME", machine.jdk("home", "21", 0).toString());
    machine.tool("chromium", "");
    machine.tool("node", "");
  }

  @Test
  void failsAndSaysSoWhenItCannotInstallABrowser() throws Exception {
    Files.delete(dir.resolve("tools/chromium"));
    maven(0, 0);
    Ran ran = verify();
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).contains("cannot install Chromium here", "then run bin/verify again");
  }

  @Test
  void installsWhatIsMissingWhenItCan() throws Exception {
    Files.delete(dir.resolve("tools/node"));
    machine.tool("id", "echo 0");
    machine.tool(
        "apt-get",
        """
        [ "$1" = update ] && exit 1
        for last; do :; done
        [ "$last" = nodejs ] && printf '#!/bin/sh\\n' > "%s" && /bin/chmod +x "%s\"\
        """
            .formatted(dir.resolve("tools/node"), dir.resolve("tools/node")));
    maven(0, 0);
    Ran ran = verify();
    assertThat(ran.out()).contains("Node.js is missing; installing it", "everything holds");
    assertThat(ran.exit()).isZero();
  }

  @Test
  void failsWhenMavenFails() throws Exception {
    maven(1, 1);
    Ran ran = verify();
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).contains("1 classes, 3 tests, 1 failures, 0 errors, 1 skipped", "FAILED");
  }

  @Test
  void failsWhenNoTestRan() throws Exception {
    machine.tool("mvn", "/bin/mkdir -p target; : > target/quorate.jar");
    assertThat(verify().exit()).isEqualTo(1);
  }

  @Test
  void runsEverythingAndSaysWhatWasSkipped() throws Exception {
    maven(0, 0);
    Ran ran = verify();
    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .contains("verify -Dquorate.test.excluded=faults\n")
        .contains("skipped 1: no photographs here")
        .contains("everything holds");
  }

  private void maven(int failures, int exit) throws IOException {
    machine.tool(
        "mvn",
        """
        echo "$@"
        case "$*" in *skip=true*) : > target/quorate.jar; exit 0;; esac
        /bin/mkdir -p target/surefire-reports
        cat > target/surefire-reports/TEST-a.xml <<'X'
        <testsuite name="a" time="1" tests="3" errors="0" skipped="1" failures="%d">
        <skipped message="no photographs here"/>
        </testsuite>
        X
        exit %d\
        """
            .formatted(failures, exit));
  }

  private Ran verify() throws Exception {
    return machine.run(machine.path("bin/verify"));
  }
}
