package quorate.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
  @TempDir Path folder;

  private List<String> command(Path code) {
    return Program.command(code, List.of("-Xmx512m"), List.of("node"));
  }

  @Test
  void jarIsStartedWithItsCacheAndWithNothingThatVoidsIt() throws IOException {
    Path jar = Files.writeString(folder.resolve("quorate.jar"), "a jar");
    Path cache = Files.writeString(folder.resolve("quorate.aot"), "a cache");
    List<String> command = command(jar);
    assertThat(command).containsSubsequence("-Xmx512m", "-jar", jar.toString(), "node");
    assertThat(command).noneMatch(each -> each.startsWith("--add-")); // the manifest has them
    if (Runtime.version().feature() >= 25) {
      assertThat(command).contains("-XX:AOTCache=" + cache);
    }
  }

  @Test
  void emptyCacheIsNotUsedSinceItSaysThatNoneCouldBeMade() throws IOException {
    Path jar = Files.writeString(folder.resolve("quorate.jar"), "a jar");
    Files.createFile(folder.resolve("quorate.aot"));
    assertThat(command(jar)).noneMatch(each -> each.contains("AOTCache"));
  }

  @Test
  void classesAreStartedWithWhatTheManifestWouldOpen() {
    assertThat(command(folder))
        .contains("-cp", "quorate.cli.Main")
        .anyMatch(each -> each.startsWith("--add-opens="));
  }
}
