package quorate.node.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.task.Digest;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.trust.Remembered;
import quorate.trust.Reputation;
import quorate.trust.Subject;

class TrustFileTest {
  private static final NodeId SELF = node(1);

  @TempDir Path dir;

  @Test
  void findsNothingWhenNothingWasKept() throws IOException {
    assertThat(file().load()).isEmpty();
  }

  @Test
  void findsWhatWasKeptLast() throws IOException {
    file().save(remembered(3));
    file().save(remembered(5));
    assertThat(file().load()).isEqualTo(Optional.of(remembered(5)));
    assertThat(dir.resolve("trust.draft")).doesNotExist();
  }

  @Test
  void setsAsideAFileThatWasTornAtAnyPlace() throws IOException {
    file().save(remembered(3));
    byte[] whole = Files.readAllBytes(path());
    for (int size = 0; size < whole.length; size++) {
      Files.write(path(), java.util.Arrays.copyOf(whole, size));
      assertThat(file().load()).isEmpty();
      assertThat(path()).doesNotExist();
      assertThat(dir.resolve("trust.damaged")).exists();
    }
  }

  @Test
  void setsAsideAFileInWhichAByteHasChanged() throws IOException {
    file().save(remembered(3));
    byte[] whole = Files.readAllBytes(path());
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      Files.write(path(), changed);
      assertThat(file().load()).isEmpty();
    }
  }

  @Test
  void setsAsideTheFileOfAnotherNode() throws IOException {
    TrustFile.in(dir, node(2)).save(new Remembered(node(2), 0, List.of(), List.of()));
    assertThat(file().load()).isEmpty();
    assertThat(dir.resolve("trust.damaged")).exists();
  }

  @Test
  void goesOnWithTheOldFileWhenAWriteWasCutOff() throws IOException {
    file().save(remembered(3));
    Files.write(dir.resolve("trust.draft"), new byte[] {1, 2, 3});
    assertThat(file().load()).isEqualTo(Optional.of(remembered(3)));
  }

  private TrustFile file() {
    return TrustFile.in(dir, SELF);
  }

  private Path path() {
    return dir.resolve(TrustFile.NAME);
  }

  private static NodeId node(int number) {
    return new NodeId(Digest.of(new byte[] {(byte) number}).value());
  }

  private static Remembered remembered(long valid) {
    Subject subject = new Subject(node(7), new ModelId(Digest.of(new byte[] {9})));
    Remembered.Entry entry =
        new Remembered.Entry(
            subject,
            new Reputation.Counts(valid, 1, 2, 3, 4, 5, 6),
            new Reputation.Streak(valid, 1, 2, 1_700_000_000_000L),
            Double.doubleToLongBits(0.25),
            false);
    return new Remembered(SELF, -5, List.of(node(3)), List.of(entry));
  }
}
