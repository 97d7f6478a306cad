package quorate.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.store.ConsensusJournal;
import quorate.ledger.store.Disk;
import quorate.ledger.store.DiskFile;
import quorate.ledger.store.FileLedgerStore;
import quorate.ledger.store.SignGuard;
import quorate.ledger.store.SimulatedDisk;
import quorate.ledger.store.Slot;
import quorate.ledger.store.StoreRefused;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.wire.Keys;

/** Files with any content: they are refused in words, or read, and then written on. */
class DiskFuzzTest {
  private static final ChainFixture CHAIN = ChainFixture.usual();
  private static final Digest OWNER = CHAIN.genesis().chain();
  private static final Keys KEYS = ChainFixture.keys(0);
  private static final Bytes ADDED = Bytes.ofHex("c0ffee");

  // ---- the journal

  static Stream<byte[]> journals() throws StoreRefused {
    SimulatedDisk disk = new SimulatedDisk(1);
    try (ConsensusJournal journal = ConsensusJournal.open(disk, OWNER, () -> 1L)) {
      journal.begin(7);
      IntStream.range(1, 5).forEach(i -> append(journal, Bytes.copyOf(new byte[40 * i])));
      journal.flush();
    }
    return files(disk, "journal-").stream().map(each -> content(disk, each));
  }

  @MethodSource("journals")
  @FuzzTest
  void aJournalIsRefusedOrReadAndWrittenOn(byte[] data) throws StoreRefused {
    SimulatedDisk disk = new SimulatedDisk(1);
    disk.put("journal-%019d".formatted(7), data);
    List<Bytes> written = new ArrayList<>();
    try (ConsensusJournal journal = ConsensusJournal.open(disk, OWNER, () -> 2L)) {
      written.addAll(entries(journal));
      if (journal.height() == 0) {
        journal.begin(1);
      }
      append(journal, ADDED);
      journal.flush();
      written.add(ADDED);
    } catch (StoreRefused refused) {
      assertThat(refused).hasMessageMatching("(?s).{5,}");
      return;
    }
    try (ConsensusJournal again = ConsensusJournal.open(disk, OWNER, () -> 3L)) {
      assertThat(entries(again)).isEqualTo(written);
    }
  }

  private static List<Bytes> entries(ConsensusJournal journal) throws StoreRefused {
    List<Bytes> entries = new ArrayList<>();
    journal.replay(entries::add);
    return entries;
  }

  private static void append(ConsensusJournal journal, Bytes entry) {
    try {
      journal.append(entry);
    } catch (StoreRefused e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- the guard

  static Stream<byte[]> guards() throws StoreRefused {
    SimulatedDisk disk = new SimulatedDisk(1);
    try (SignGuard guard = guard(disk)) {
      for (int round = 0; round < 4; round++) {
        guard.sign(new Slot(3, round, Slot.Step.PREVOTE), Bytes.copyOf(new byte[] {(byte) round}));
      }
    }
    return files(disk, "signed-").stream().map(each -> content(disk, each));
  }

  @MethodSource("guards")
  @FuzzTest
  void aGuardIsRefusedOrGoesOnBehindWhatItHasSigned(byte[] data) throws StoreRefused {
    SimulatedDisk disk = new SimulatedDisk(1);
    disk.put("signed-%019d".formatted(1), data);
    try (SignGuard guard = guard(disk)) {
      long height = guard.last().map(Slot::height).orElse(0L);
      if (height < Long.MAX_VALUE) {
        Slot next = new Slot(height + 1, 0, Slot.Step.PROPOSAL);
        guard.sign(next, ADDED);
        assertThat(guard.last()).contains(next);
      }
    } catch (StoreRefused refused) {
      assertThat(refused).hasMessageMatching("(?s).{5,}");
    }
  }

  private static SignGuard guard(Disk disk) throws StoreRefused {
    return SignGuard.open(disk, OWNER, KEYS.id(), KEYS::sign, () -> 1L);
  }

  // ---- the store: the first byte says which of its files has the rest as its content

  private static final SimulatedDisk STORED = stored();
  private static final List<String> NAMES = STORED.list();

  static Stream<byte[]> stores() {
    return IntStream.range(0, NAMES.size())
        .mapToObj(i -> {
          byte[] content = content(STORED, NAMES.get(i));
          return ByteBuffer.allocate(1 + content.length).put((byte) i).put(content).array();
        });
  }

  @MethodSource("stores")
  @FuzzTest
  void aStoreIsRefusedOrHasWhatWasStored(byte[] data) {
    if (data.length == 0) {
      return;
    }
    SimulatedDisk disk = new SimulatedDisk(1);
    NAMES.forEach(name -> disk.put(name, content(STORED, name)));
    disk.put(
        NAMES.get((data[0] & 0xff) % NAMES.size()),
        Bytes.copyOf(data).slice(1, data.length).toArray());
    try (FileLedgerStore store = FileLedgerStore.open(disk, OWNER, () -> 2L)) {
      long tip = store.tip().isPresent() ? store.tip().get().height() : -1;
      assertThat(tip).isBetween(-1L, CHAIN.heights().size() - 1L);
      for (int height = 0; height <= tip; height++) {
        assertThat(store.header(height)).contains(CHAIN.heights().get(height).header());
        assertThat(store.block(height)).contains(CHAIN.heights().get(height).block());
      }
    } catch (StoreRefused refused) {
      assertThat(refused).hasMessageMatching("(?s).{5,}");
    }
  }

  private static SimulatedDisk stored() {
    SimulatedDisk disk = new SimulatedDisk(1);
    try (FileLedgerStore store = FileLedgerStore.open(disk, OWNER, () -> 1L)) {
      CHAIN.write(store);
    } catch (StoreRefused e) {
      throw new IllegalStateException(e);
    }
    return disk;
  }

  private static List<String> files(Disk disk, String prefix) throws StoreRefused {
    return disk.list().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  private static byte[] content(Disk disk, String name) {
    try (DiskFile file = disk.open(name)) {
      byte[] content = new byte[(int) file.size()];
      file.read(0, content.length).get(content);
      return content;
    } catch (StoreRefused e) {
      throw new IllegalStateException(e);
    }
  }
}
