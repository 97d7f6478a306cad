package quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.node.Identity;
import quorate.wire.Keys;

class IdentityCommandTest {
  @TempDir Path dir;

  @Test
  void saysHowToGetAKeyWhenThereIsNone() {
    Run run = Run.of("identity", "show", "--node-data-dir", dir.toString());
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
    assertThat(run.err()).contains("start the node once to make one");
  }

  @Test
  void showsThePublicHalfOnly() {
    Keys keys = Identity.openOrDraw(dir);
    Run run = Run.of("identity", "show", "--node-data-dir", dir.toString(), "--output", "json");
    assertThat(run.json().getString("node")).isEqualTo(keys.id().hex());
    assertThat(run.out()).doesNotContain(HexFormat.of().formatHex(keys.secret()));
  }

  @Test
  void asksWhereToWhenExporting() {
    Identity.openOrDraw(dir);
    Run run = Run.of("identity", "export", "--node-data-dir", dir.toString());
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("--secret-to");
  }

  @Test
  void movesANodeToAnotherMachine() throws IOException {
    Keys keys = Identity.openOrDraw(dir);
    Path copy = dir.resolve("copy.key");
    Path other = dir.resolve("other");
    Run export =
        Run.of("identity", "export", "--node-data-dir", dir.toString(), "--secret-to", "" + copy);
    assertThat(export.exit()).isEqualTo(Exit.OK);
    assertThat(export.out()).doesNotContain(HexFormat.of().formatHex(keys.secret()));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
        .isEqualTo("rw-------");
    Run imported = Run.of("identity", "import", copy.toString(), "--node-data-dir", "" + other);
    assertThat(imported.exit()).isEqualTo(Exit.OK);
    assertThat(Identity.openOrDraw(other).id()).isEqualTo(keys.id());
  }

  @Test
  void neverOverwritesAKey() {
    Identity.openOrDraw(dir);
    Path copy = dir.resolve("copy.key");
    Identity.write(Keys.of(new byte[32]), copy);
    Run again = Run.of("identity", "import", copy.toString(), "--node-data-dir", dir.toString());
    assertThat(again.exit()).isEqualTo(Exit.FAILED);
    assertThat(again.err()).contains("move it away first");
  }
}
