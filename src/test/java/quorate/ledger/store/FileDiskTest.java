package quorate.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import quorate.ledger.store.StoreRefused.Why;
import quorate.task.Digest;

/** The operating system's files keep the disk's contract, and the store works over them. */
class FileDiskTest extends LedgerStoreContract {
  @TempDir Path folder;

  @Override
  protected LedgerStore open(Digest genesis) throws StoreRefused {
    return FileLedgerStore.open(
        FileDisk.in(folder),
        genesis,
        new Random(5)::nextLong,
        new FileLedgerStore.Sizes(20_000, 2_000));
  }

  @Test
  void appendsReadsAndCuts() throws Exception {
    Disk disk = FileDisk.in(folder.resolve("new"));
    try (DiskFile file = disk.open("a")) {
      file.append(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      file.append(ByteBuffer.wrap(new byte[] {4, 5}));
      assertThat(file.read(1, 3)).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3, 4}));
      assertThat(file.read(3, 99)).isEqualTo(ByteBuffer.wrap(new byte[] {4, 5}));
      assertThat(file.read(9, 1).remaining()).isZero();
      file.truncate(2);
      file.append(ByteBuffer.wrap(new byte[] {9}));
      file.force();
      assertThat(file.size()).isEqualTo(3);
      assertThat(file.read(0, 3)).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 9}));
    }
    disk.open("b").close();
    disk.forceDirectory();
    assertThat(disk.list()).containsExactly("a", "b");
    disk.delete("a");
    disk.delete("a");
    assertThat(disk.list()).containsExactly("b");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void saysSoWhenTheDiskIsFull() throws Exception {
    Files.createSymbolicLink(folder.resolve("full"), Path.of("/dev/full"));
    try (DiskFile file = FileDisk.in(folder).open("full")) {
      refuses(Why.FULL, () -> file.append(ByteBuffer.wrap(new byte[] {1})));
    }
    Files.delete(folder.resolve("full"));
  }

  @Test
  void saysSoWhenItMayNotWrite() {
    Path path = Path.of("journal");
    assertThat(FileDisk.refused("open", path, new AccessDeniedException("journal")).why())
        .isEqualTo(Why.READ_ONLY);
    assertThat(FileDisk.refused("open", path, new IOException("Read-only file system")).why())
        .isEqualTo(Why.READ_ONLY);
    assertThat(FileDisk.refused("open", path, new IOException("Input/output error")).why())
        .isEqualTo(Why.BROKEN);
  }

  /** Tries to take a lock, and says how it went. */
  static final class Asker {
    private Asker() {}

    public static void main(String[] args) {
      try {
        FileDisk.in(Path.of(args[0])).lock("a.lock");
        System.out.println("taken");
      } catch (StoreRefused refused) {
        System.out.println(refused.why());
      }
    }
  }

  @Test
  void staysLockedForOtherProcessesWhenThisOneAsksTwice() throws Exception {
    Disk disk = FileDisk.in(folder);
    Disk.Lock lock = disk.lock("a.lock");
    refuses(Why.IN_USE, () -> disk.lock("a.lock"));
    assertThat(asked()).isEqualTo("IN_USE");
    lock.close();
    assertThat(asked()).isEqualTo("taken");
  }

  private String asked() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Asker.class.getName(),
                folder.toString())
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
  }

  @Test
  void takesNoNameOfAnotherFolder() throws Exception {
    Disk disk = FileDisk.in(folder);
    assertThatThrownBy(() -> disk.open("../a")).isInstanceOf(IllegalArgumentException.class);
  }
}
