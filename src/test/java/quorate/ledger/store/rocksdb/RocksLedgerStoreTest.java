package quorate.ledger.store.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import quorate.ledger.store.Heights;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.LedgerStoreContract;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.store.StoreRefused.Why;
import quorate.ledger.store.Tip;
import quorate.task.Bytes;
import quorate.task.Digest;

/** The store in RocksDB, also when its process is killed. */
class RocksLedgerStoreTest extends LedgerStoreContract {
  private static final int KILLS = 3;

  @TempDir Path folder;

  @Override
  protected LedgerStore open(Digest genesis) throws StoreRefused {
    return RocksLedgerStore.open(folder, genesis);
  }

  /** Writes heights after the tip, and says which are there, until it is killed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws Exception {
      LedgerStore store = RocksLedgerStore.open(Path.of(args[0]), GENESIS);
      long next = store.tip().map(Tip::height).orElse(-1L) + 1;
      while (true) {
        store.write(Heights.height(next));
        System.out.println(next++);
      }
    }
  }

  @Test
  void losesNoHeightWhenItsProcessIsKilled() throws Exception {
    long acknowledged = -1;
    for (int kill = 1; kill <= KILLS; kill++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  folder.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      acknowledged = killedAfter(process, acknowledged + 30 + kill);
      try (LedgerStore store = open(GENESIS)) {
        long tip = store.tip().orElseThrow().height();
        assertThat(tip).isGreaterThanOrEqualTo(acknowledged);
        Heights.check(store, 0, tip);
        acknowledged = tip;
      }
    }
  }

  private static long killedAfter(Process process, long height) throws Exception {
    long last = -1;
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        last = Long.parseLong(line);
        if (last == height) {
          process.toHandle().destroyForcibly(); // kill -9; what it said before is still read
        }
      }
    }
    process.waitFor();
    assertThat(last).isGreaterThanOrEqualTo(height);
    return last;
  }

  @Test
  void refusesAndDoesNotDieWhenItIsClosedUnderItsReaders() throws Exception {
    LedgerStore store = open(GENESIS);
    for (long number = 0; number < 5; number++) {
      store.write(Heights.height(number));
    }
    CountDownLatch reading = new CountDownLatch(4);
    AtomicLong refused = new AtomicLong();
    Thread[] readers = new Thread[4];
    for (int i = 0; i < readers.length; i++) {
      readers[i] = new Thread(() -> readUntilClosed(store, reading, refused));
      readers[i].start();
    }
    reading.await();
    store.close();
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(refused).hasValue(readers.length);
  }

  private static void readUntilClosed(
      LedgerStore store, CountDownLatch reading, AtomicLong refused) {
    boolean counted = false;
    try {
      while (true) {
        try (LedgerStore.Snapshot snapshot = store.snapshot()) {
          snapshot.page(java.util.Optional.empty(), 5);
        }
        store.block(3);
        store.state(Bytes.ofHex("00"));
        if (!counted) {
          reading.countDown();
          counted = true;
        }
      }
    } catch (StoreRefused why) {
      refused.addAndGet(why.why() == Why.CLOSED ? 1 : 0);
    }
  }

  @Test
  void refusesNoReaderWhileHeightsAreWritten() throws Exception {
    AtomicBoolean written = new AtomicBoolean();
    AtomicReference<StoreRefused> refused = new AtomicReference<>();
    try (LedgerStore store = open(GENESIS)) {
      store.write(Heights.height(0));
      Thread reader =
          new Thread(() -> {
            try {
              while (!written.get()) {
                store.block(store.tip().orElseThrow().height());
              }
            } catch (StoreRefused why) {
              refused.set(why);
            }
          });
      reader.start();
      for (long number = 1; number < 100; number++) {
        store.write(Heights.height(number));
      }
      written.set(true);
      reader.join();
    }
    assertThat(refused).hasNullValue();
  }

  @Test
  void refusesAFolderThatWasDamaged() throws Exception {
    try (LedgerStore store = open(GENESIS)) {
      store.write(Heights.height(0));
    }
    try (Stream<Path> files = Files.list(folder)) {
      Path manifest =
          files
              .filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
              .max(Comparator.naturalOrder())
              .orElseThrow();
      byte[] bytes = Files.readAllBytes(manifest);
      bytes[bytes.length / 2] ^= 1;
      Files.write(manifest, bytes);
    }
    refuses(Why.DAMAGED, () -> open(GENESIS));
  }

  @Test
  void tellsDamageFromALock() {
    assertThat(why(Status.Code.Corruption, "block checksum mismatch")).isEqualTo(Why.DAMAGED);
    assertThat(why(Status.Code.IOError, "lock hold by current process")).isEqualTo(Why.IN_USE);
    assertThat(why(Status.Code.IOError, "No space left on device")).isEqualTo(Why.FULL);
    assertThat(why(Status.Code.IOError, "something else")).isEqualTo(Why.BROKEN);
  }

  private static Why why(Status.Code code, String said) {
    Status status = new Status(code, Status.SubCode.None, said);
    return Refusals.of("it failed", new RocksDBException(said, status)).why();
  }

  @Test
  void refusesAnotherDatabase() throws Exception {
    try (org.rocksdb.Options options = new org.rocksdb.Options().setCreateIfMissing(true);
        org.rocksdb.RocksDB other = org.rocksdb.RocksDB.open(options, folder.toString());
        org.rocksdb.ColumnFamilyHandle handle =
            other.createColumnFamily(new org.rocksdb.ColumnFamilyDescriptor(new byte[] {'x'}))) {
      assertThat(handle.getID()).isPositive();
    }
    refuses(Why.FOREIGN, () -> open(GENESIS));
  }
}
