package quorate.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quorate.wire.Keys;

class IdentityTest {
  @TempDir Path dir;

  @Test
  void keepsTheKeyThatItDrew() throws IOException {
    Keys drawn = Identity.openOrDraw(dir);
    assertThat(Identity.openOrDraw(dir).id()).isEqualTo(drawn.id());
    assertThat(mode(dir.resolve(Identity.FILE))).isEqualTo("rw-------");
    assertThat(Identity.openOrDraw(Files.createDirectory(dir.resolve("other"))).id())
        .isNotEqualTo(drawn.id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rwx------"})
  void refusesAKeyThatOthersCanUse(String mode) throws IOException {
    Identity.openOrDraw(dir);
    Path file = dir.resolve(Identity.FILE);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    assertThatThrownBy(() -> Identity.openOrDraw(dir))
        .isInstanceOfSatisfying(
            Trouble.class, trouble -> assertThat(trouble.action()).contains("chmod 600 " + file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0", "quorate-ed25519-secret-key ", "quorate-ed25519-secret-key 00"})
  void refusesADamagedKeyAndDoesNotReplaceIt(String text) throws IOException {
    Path file = dir.resolve(Identity.FILE);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
    assertThatThrownBy(() -> Identity.openOrDraw(dir)).hasMessageContaining("there is no key in");
    assertThat(file).hasContent(text);
  }

  @Test
  void neverOverwritesAKey() {
    Keys first = Identity.openOrDraw(dir);
    Path file = dir.resolve(Identity.FILE);
    Keys second = Keys.draw(new SecureRandom());
    assertThatThrownBy(() -> Identity.write(second, file)).isInstanceOf(Trouble.class);
    assertThat(Identity.read(file).id()).isEqualTo(first.id());
  }

  @Test
  void startsAgainAfterAWriteThatWasCutShort() throws IOException {
    Files.writeString(dir.resolve(Identity.FILE + ".new"), "quorate-ed25519-sec");
    assertThat(Identity.openOrDraw(dir).id()).isEqualTo(Identity.openOrDraw(dir).id());
  }

  @Test
  void holdsADataDirectoryOnce() throws IOException {
    Path data = dir.resolve("a/b");
    try (DataDir held = DataDir.hold(data)) {
      assertThat(mode(held.path())).isEqualTo("rwx------");
      assertThatThrownBy(() -> DataDir.hold(data)).hasMessageContaining("in use by another node");
    }
    DataDir.hold(data).close();
  }

  @Test
  void refusesADataDirectoryThatIsAFile() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "");
    assertThatThrownBy(() -> DataDir.hold(file))
        .isInstanceOfSatisfying(
            Trouble.class, trouble -> assertThat(trouble.action()).contains("--node-data-dir"));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
