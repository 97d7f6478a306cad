package quorate.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChildTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void hearsDocumentsAndPassesOverOtherLines() throws Exception {
    Child child = shell("echo words; echo '{\"a\":1}'; echo '{\"a\":2}'; cat >/dev/null");
    assertThat(child.await(SOON).orElseThrow().getInteger("a")).isEqualTo(1);
    assertThat(child.await(SOON).orElseThrow().getInteger("a")).isEqualTo(2);
    child.end();
    child.ended(SOON);
    assertThat(child.alive()).isFalse();
  }

  @Test
  void hearsNothingWhenTheProcessEnds() throws Exception {
    Child child = shell("echo wrong >&2; exit 3");
    assertThat(child.await(SOON)).isEmpty();
    assertThat(child.logTail()).isEqualTo("wrong");
  }

  @Test
  void answersWhatItIsTold() throws Exception {
    Child child = shell("while read line; do echo \"{\\\"said\\\":\\\"$line\\\"}\"; done");
    child.tell("hello");
    assertThat(child.await(SOON).orElseThrow().getString("said")).isEqualTo("hello");
    child.end();
    child.ended(SOON);
  }

  @Test
  void isEndedByForceWhenItDoesNotEnd() throws Exception {
    Child child = shell("trap '' TERM; echo '{}'; while :; do sleep 0.1; done");
    assertThat(child.await(SOON)).isPresent();
    child.end();
    child.ended(Duration.ofMillis(200));
    assertThat(child.alive()).isFalse();
  }

  @Test
  void inheritsNoConfigurationAndNoKey() {
    Map<String, String> inherited = new HashMap<>();
    inherited.put("QUORATE_API_KEY", "secret");
    inherited.put("QUORATE_HTTP_PORT", "7070");
    inherited.put("PATH", "/bin");
    Child.environment(inherited);
    assertThat(inherited).containsOnlyKeys("PATH", "TF_CPP_MIN_LOG_LEVEL");
  }

  @Test
  void removesItsDirectoryAfterThoseWhoWorkInIt() throws Exception {
    Scratch scratch = Scratch.create("test");
    Path file = scratch.folder().resolve("a/b");
    scratch.closeFirst(() -> Files.writeString(scratch.folder().resolve("last"), "words"));
    Files.createDirectories(file);
    scratch.close();
    assertThat(scratch.folder()).doesNotExist();
  }

  @Test
  void removesWhatAKilledProgramHasLeft() throws Exception {
    Path left = Files.createTempDirectory("quorate-lefttest-");
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Files.writeString(left.resolve("owner.pid"), Long.toString(gone.pid()));
    Scratch.create("lefttest").close();
    assertThat(left).doesNotExist();
  }

  private Child shell(String script) throws Exception {
    return Child.start(List.of("sh", "-c", script), folder.resolve("log"));
  }
}
