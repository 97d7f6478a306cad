package quorate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's pure modules, tested by Node's own runner. */
class ScriptsTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root", "."));

  @TempDir Path folder;

  @Test
  void theTestsInJavaScriptPass() throws IOException, InterruptedException {
    copy(ROOT.resolve("webroot"), folder.resolve("webroot"));
    copy(ROOT.resolve("src/test/javascript"), folder);
    copy(ROOT.resolve("src/test/resources/ledger"), folder.resolve("vectors"));
    copy(ROOT.resolve("src/main/resources/quorate/wire"), folder.resolve("vectors"));
    new ProofFiles().write(folder.resolve("proofs"));
    Files.writeString(folder.resolve("package.json"), "{\"type\":\"module\"}");
    Path out = folder.resolve("out.txt");
    Process node =
        new ProcessBuilder(Chromium.node(), "--test")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();

    assertThat(node.waitFor(60, TimeUnit.SECONDS)).as("node --test ends").isTrue();
    String said = Files.readString(out, StandardCharsets.UTF_8);
    assertThat(node.exitValue()).as(said).isZero();
    assertThat(said).contains("fail 0").doesNotContain("tests 0");
  }

  @Test
  void everyModuleOfThePageIsSound() throws IOException, InterruptedException {
    for (Path module : scripts()) {
      Process node =
          new ProcessBuilder(List.of(Chromium.node(), "--input-type=module", "--check"))
              .redirectInput(module.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(node.waitFor()).as(module + "\n" + said).isZero();
    }
  }

  private static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve("webroot"))) {
      return files
          .filter(file -> file.toString().endsWith(".js") && !file.toString().contains("vendor"))
          .toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }
}
