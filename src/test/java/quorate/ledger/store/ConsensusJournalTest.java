package quorate.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import quorate.ledger.store.StoreRefused.Why;
import quorate.task.Bytes;
import quorate.task.Digest;

/** What was flushed is there, in order; nothing is there that was never appended. */
class ConsensusJournalTest {
  private static final Digest GENESIS = Digest.of(new byte[] {1});
  private static final int SEEDS = 400;

  private final SimulatedDisk disk = new SimulatedDisk(1);

  private static ConsensusJournal open(Disk disk) throws StoreRefused {
    return ConsensusJournal.open(disk, GENESIS, new Random(7)::nextLong);
  }

  private static List<Bytes> entries(ConsensusJournal journal) throws StoreRefused {
    List<Bytes> entries = new ArrayList<>();
    journal.replay(entries::add);
    return entries;
  }

  private static Bytes entry(int number, int size) {
    byte[] bytes = new byte[size + 4];
    new Random(number).nextBytes(bytes);
    return Bytes.giving(bytes);
  }

  private String written(int entries) throws StoreRefused {
    try (ConsensusJournal journal = open(disk)) {
      journal.begin(5);
      for (int i = 0; i < entries; i++) {
        journal.append(entry(i, 100));
        journal.flush();
      }
    }
    return ConsensusJournal.files(disk).getFirst();
  }

  private static Why why(Throws action) {
    try {
      action.run();
    } catch (StoreRefused refused) {
      assertThat(refused).hasMessageMatching(".{20,}");
      return refused.why();
    }
    throw new AssertionError("nothing was refused");
  }

  private interface Throws {
    void run() throws StoreRefused;
  }

  @Test
  void givesBackEntriesWhenItIsOpenedAgain() throws Exception {
    written(3);
    try (ConsensusJournal journal = open(disk)) {
      assertThat(journal.height()).isEqualTo(5);
      assertThat(journal.bytesCut()).isZero();
      assertThat(entries(journal)).containsExactly(entry(0, 100), entry(1, 100), entry(2, 100));
    }
  }

  @Test
  void forcesOnceWhenManyEntriesAreFlushed() throws Exception {
    try (ConsensusJournal journal = open(disk)) {
      journal.begin(1);
      long before = disk.forces();
      for (int i = 0; i < 1_000; i++) {
        journal.append(entry(i, 500));
      }
      journal.flush();
      journal.flush();
      assertThat(disk.forces() - before).isEqualTo(1);
    }
  }

  @Test
  void keepsOneHeightWhenTheNextBegins() throws Exception {
    try (ConsensusJournal journal = open(disk)) {
      journal.begin(1);
      journal.append(entry(1, 10));
      journal.flush();
      journal.begin(2);
      assertThat(entries(journal)).isEmpty();
      journal.append(entry(2, 10));
      assertThat(entries(journal)).containsExactly(entry(2, 10));
      assertThat(ConsensusJournal.files(disk)).hasSize(1);
    }
  }

  @Test
  void dropsATailThatWasCutOff() throws Exception {
    String name = written(3);
    byte[] whole = disk.open(name).read(0, (int) disk.size(name)).array();
    int last = whole.length - (FrameLog.HEAD_BYTES + 104);
    for (int size = last; size < whole.length; size++) {
      SimulatedDisk cut = new SimulatedDisk(1);
      cut.put(name, java.util.Arrays.copyOf(whole, size));
      try (ConsensusJournal journal = open(cut)) {
        assertThat(entries(journal)).containsExactly(entry(0, 100), entry(1, 100));
        assertThat(journal.bytesCut()).isEqualTo(size - last);
        journal.append(entry(9, 1));
        journal.flush();
      }
      try (ConsensusJournal journal = open(cut)) {
        assertThat(entries(journal)).endsWith(entry(9, 1)).hasSize(3);
      }
    }
  }

  @Test
  void refusesWhenAnyForcedByteBeforeTheLastEntryIsChanged() throws Exception {
    String name = written(3);
    long last = disk.size(name) - (FrameLog.HEAD_BYTES + 104);
    for (long at = 8; at < last; at++) {
      disk.flip(name, at, (int) (at % 8));
      assertThat(why(() -> open(disk)))
          .as("byte %d", at)
          .isEqualTo(at == 8 ? Why.VERSION : Why.DAMAGED);
      disk.flip(name, at, (int) (at % 8));
    }
    open(disk).close();
  }

  @Test
  void takesUnforcedPagesOutOfOrderForACutTail() throws Exception {
    String name;
    try (ConsensusJournal journal = open(disk)) {
      journal.begin(1);
      journal.append(entry(1, 100));
      journal.flush();
      name = ConsensusJournal.files(disk).getFirst();
      journal.append(entry(2, 100));
      journal.append(entry(3, 100));
      assertThat(entries(journal)).hasSize(3); // written, and not forced
    }
    disk.flip(name, disk.size(name) - 150, 0); // of the second: its page was not written
    try (ConsensusJournal journal = open(disk)) {
      assertThat(entries(journal)).containsExactly(entry(1, 100));
    }
  }

  /** Somebody else's entry holds what would be a later frame here, but for the salt. */
  @Test
  void takesNothingInAnEntryForAFrame() throws Exception {
    long salt = new Random(7).nextLong();
    long at = LogHeader.BYTES + FrameLog.HEAD_BYTES;
    LogHeader guessed =
        new LogHeader('j', salt ^ 1, GENESIS, 1); // and even its first half is right
    ByteBuffer forged = ByteBuffer.allocate(FrameLog.HEAD_BYTES + 50);
    forged.putInt(guessed.marker()).putInt(0).putLong(at).putInt(guessed.crc(at, at, new byte[0]));
    try (ConsensusJournal journal = open(disk)) {
      journal.begin(1);
      journal.append(Bytes.copyOf(forged.array()));
      journal.flush();
    }
    String name = ConsensusJournal.files(disk).getFirst();
    disk.put(name, disk.open(name).read(0, (int) disk.size(name) - 1).array());
    try (ConsensusJournal journal = open(disk)) {
      assertThat(entries(journal)).isEmpty();
    }
  }

  @Test
  void keepsWhatItHasReadWhenThePowerGoesAfterTheProcess() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      SimulatedDisk each = new SimulatedDisk(seed);
      ConsensusJournal killed = open(each);
      killed.begin(1);
      killed.append(entry(1, 100));
      assertThat(entries(killed)).hasSize(1); // written, and not forced
      each.kill();
      open(each).close();
      each.restart();
      try (ConsensusJournal journal = open(each)) {
        assertThat(entries(journal)).containsExactly(entry(1, 100));
      }
    }
  }

  @Test
  void refusesWhatIsNotItsOwn() throws Exception {
    String name = written(1);
    assertThat(
            why(() ->
                ConsensusJournal.open(disk, Digest.of(new byte[] {2}), new Random(1)::nextLong)))
        .isEqualTo(Why.OTHER_OWNER);
    disk.put(
        name,
        "somebody else's file, which is long enough to be ours, but is not"
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(why(() -> open(disk))).isEqualTo(Why.FOREIGN);
    disk.put(name, "short".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(why(() -> open(disk))).isEqualTo(Why.FOREIGN);
  }

  @Test
  void refusesWhatIsUnderTheNameOfAnotherHeight() throws Exception {
    String name = written(1);
    disk.put(Numbered.name("journal-", 7), disk.open(name).read(0, (int) disk.size(name)).array());
    assertThat(why(() -> open(disk))).isEqualTo(Why.DAMAGED);
  }

  @Test
  void refusesASecondUser() throws Exception {
    ConsensusJournal first = open(disk);
    assertThat(why(() -> open(disk))).isEqualTo(Why.IN_USE);
    first.close();
    open(disk).close();
  }

  @Test
  void saysSoWhenTheDiskIsReadOnly() {
    disk.readOnly(true);
    assertThat(why(() -> open(disk).begin(1))).isEqualTo(Why.READ_ONLY);
  }

  @Test
  void takesNothingMoreWhenTheDiskWasFull() throws Exception {
    ConsensusJournal journal = open(disk);
    journal.begin(1);
    journal.append(entry(1, 100));
    journal.flush();
    disk.leaveRoom(50);
    journal.append(entry(2, 100));
    assertThat(why(journal::flush)).isEqualTo(Why.FULL);
    disk.leaveRoom(Long.MAX_VALUE);
    assertThat(why(journal::flush)).isEqualTo(Why.BROKEN);
    assertThat(why(() -> journal.append(entry(3, 1)))).isEqualTo(Why.BROKEN);
    journal.close();
    try (ConsensusJournal again = open(disk)) {
      assertThat(entries(again)).containsExactly(entry(1, 100));
    }
  }

  @Test
  void takesNothingMoreWhenAForceHasFailed() throws Exception {
    try (ConsensusJournal journal = open(disk)) {
      journal.begin(1);
      journal.append(entry(1, 100));
      disk.failForces(true);
      assertThat(why(journal::flush)).isEqualTo(Why.BROKEN);
      disk.failForces(false);
      assertThat(why(journal::flush)).isEqualTo(Why.BROKEN);
    }
  }

  /**
   * A seeded writer, cut at each of its steps in turn; what it knew to be flushed must be there.
   */
  @Test
  void keepsWhatWasFlushedWhereverThePowerGoes() throws Exception {
    int crashes = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulatedDisk each = new SimulatedDisk(seed);
      Writer writer = new Writer(new Random(seed));
      each.cutPowerAt(seed % 130);
      crashes += writer.runUntilCut(each) ? 1 : 0;
      each.restart();
      writer.check(each);
      each.cutPowerAt(each.steps() + seed % 40); // and once more, on what the first has left
      crashes += writer.runUntilCut(each) ? 1 : 0;
      each.restart();
      writer.check(each);
    }
    assertThat(crashes).isGreaterThan(SEEDS);
  }

  private static final class Writer {
    private final Random chance;
    private long height;
    private boolean beginning;
    private List<Bytes> appended = new ArrayList<>();
    private int flushed;

    Writer(Random chance) {
      this.chance = chance;
    }

    boolean runUntilCut(SimulatedDisk disk) throws StoreRefused {
      try (ConsensusJournal journal = open(disk)) {
        for (int i = 0; i < 200; i++) {
          step(journal);
        }
        return false;
      } catch (SimulatedDisk.PowerCut cut) {
        return true;
      }
    }

    private void step(ConsensusJournal journal) throws StoreRefused {
      if (journal.height() == 0 || chance.nextInt(20) == 0) {
        beginning = true;
        journal.begin(Math.max(height, journal.height()) + 1);
        beginning = false;
        height = journal.height();
        appended = new ArrayList<>();
        flushed = 0;
      } else if (chance.nextInt(4) == 0) {
        journal.flush();
        flushed = appended.size();
      } else {
        Bytes entry = entry(chance.nextInt(), chance.nextInt(300));
        appended.add(entry);
        journal.append(entry);
      }
    }

    void check(SimulatedDisk disk) throws StoreRefused {
      try (ConsensusJournal journal = open(disk)) {
        List<Bytes> there = entries(journal);
        if (beginning && journal.height() > height) {
          assertThat(there).isEmpty();
          appended = new ArrayList<>();
          flushed = 0;
        } else {
          assertThat(journal.height()).isEqualTo(height);
          assertThat(there.size()).isGreaterThanOrEqualTo(flushed);
          assertThat(there.size()).isLessThanOrEqualTo(appended.size());
          assertThat(there).isEqualTo(appended.subList(0, there.size()));
          appended = new ArrayList<>(there);
          flushed = there.size();
        }
        height = journal.height();
        beginning = false;
      }
    }
  }
}
