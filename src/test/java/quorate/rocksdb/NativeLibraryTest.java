package quorate.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;

class NativeLibraryTest {
  private static final String OPENED = "opened";

  @TempDir private Path temp;

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a loaded file cannot be removed there")
  void nothingIsLeftWhenAProcessThatLoadedItIsKilled() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temp,
                "-cp",
                System.getProperty("java.class.path"),
                Loading.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(firstLine(process)).isEqualTo(OPENED);
    } finally {
      process.destroyForcibly().waitFor();
    }
    try (Stream<Path> left = Files.list(temp)) {
      assertThat(
              left.map(each -> each.getFileName().toString())
                  .filter(name -> !name.startsWith("hsperf")))
          .isEmpty();
    }
  }

  private static String firstLine(Process process) throws IOException {
    StringBuilder line = new StringBuilder();
    InputStream out = process.getInputStream();
    for (int next = out.read(); next >= 0 && next != '\n'; next = out.read()) {
      line.append((char) next);
    }
    return line.toString().strip();
  }

  /** Loads it as a database does, says so, and waits to be killed. */
  static final class Loading {
    public static void main(String... none) throws IOException {
      NativeLibrary.load();
      new Options().close(); // what the library does
      System.out.write((OPENED + "\n").getBytes(StandardCharsets.UTF_8));
      System.out.flush();
      System.in.read();
    }
  }
}
