package quorate.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import quorate.ledger.store.StoreRefused.Why;
import quorate.task.Bytes;
import quorate.task.Digest;

/** The store of plain logs, over a disk that loses what a disk may lose. */
class FileLedgerStoreTest extends LedgerStoreContract {
  private static final FileLedgerStore.Sizes SMALL = new FileLedgerStore.Sizes(20_000, 2_000);
  private static final int SEEDS = 150;

  private final SimulatedDisk disk = new SimulatedDisk(1);

  @Override
  protected LedgerStore open(Digest genesis) throws StoreRefused {
    return open(disk, genesis);
  }

  private static LedgerStore open(Disk disk, Digest genesis) throws StoreRefused {
    return FileLedgerStore.open(disk, genesis, new Random(5)::nextLong, SMALL);
  }

  private static long writeUntilCut(SimulatedDisk disk, long next, int heights)
      throws StoreRefused {
    long acknowledged = next - 1;
    try (LedgerStore store = open(disk, GENESIS)) {
      for (int i = 0; i < heights; i++) {
        store.write(Heights.height(acknowledged + 1));
        acknowledged++;
        if (acknowledged % 10 == 9) {
          store.prune(acknowledged - 5);
        }
      }
    } catch (SimulatedDisk.PowerCut cut) {
      return acknowledged;
    }
    return acknowledged;
  }

  /** Cut in every step of a height, of the compaction and of the pruning, many times over. */
  @Test
  void isWholeWhereverThePowerGoes() throws Exception {
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulatedDisk each = new SimulatedDisk(seed);
      each.cutPowerAt(seed);
      long acknowledged = writeUntilCut(each, 0, 100);
      for (int life = 0; life < 3; life++) {
        each.restart();
        acknowledged = tipOf(each, acknowledged);
        each.cutPowerAt(each.steps() + 1 + (seed * 7 + life * 13) % 60);
        acknowledged = writeUntilCut(each, acknowledged + 1, 100);
      }
      each.restart();
      tipOf(each, acknowledged);
    }
  }

  private static long tipOf(SimulatedDisk disk, long acknowledged) throws StoreRefused {
    try (LedgerStore store = open(disk, GENESIS)) {
      long tip = store.tip().map(Tip::height).orElse(-1L);
      assertThat(tip).isIn(acknowledged, acknowledged + 1);
      if (tip >= 0) {
        Heights.check(store, 0, tip);
      }
      return tip;
    }
  }

  @Test
  void everyStepOfAHeightIsACrashPoint() throws Exception {
    SimulatedDisk whole = new SimulatedDisk(0);
    writeUntilCut(whole, 0, 3);
    long before = whole.steps();
    writeUntilCut(whole, 3, 1);
    long steps = whole.steps() - before;
    assertThat(steps).isGreaterThanOrEqualTo(4);
    for (long step = 0; step < steps; step++) {
      for (int seed = 0; seed < 20; seed++) {
        SimulatedDisk each = new SimulatedDisk(seed);
        writeUntilCut(each, 0, 3);
        each.cutPowerAt(each.steps() + step);
        long acknowledged = writeUntilCut(each, 3, 1);
        each.restart();
        tipOf(each, acknowledged);
      }
    }
  }

  @Test
  void everyStepOfAReplacementIsACrashPoint() throws Exception {
    SimulatedDisk whole = new SimulatedDisk(0);
    writeUntilCut(whole, 0, 3);
    long before = whole.steps();
    replace(whole);
    long steps = whole.steps() - before;
    assertThat(steps).isGreaterThanOrEqualTo(6);
    for (long step = 0; step < steps; step++) {
      for (int seed = 0; seed < 10; seed++) {
        SimulatedDisk each = new SimulatedDisk(seed);
        writeUntilCut(each, 0, 3);
        each.cutPowerAt(each.steps() + step);
        try {
          replace(each);
        } catch (SimulatedDisk.PowerCut cut) {
          each.restart();
        }
        oldOrNew(each);
      }
    }
  }

  private static void replace(SimulatedDisk disk) throws StoreRefused {
    try (LedgerStore store = open(disk, GENESIS)) {
      store.replace(Heights.whole(50));
    }
  }

  private static void oldOrNew(SimulatedDisk disk) throws StoreRefused {
    try (LedgerStore store = open(disk, GENESIS)) {
      long tip = store.tip().orElseThrow().height();
      assertThat(tip).isIn(2L, 50L);
      Heights.check(store, 0, tip);
      store.write(Heights.height(tip + 1));
    }
    try (LedgerStore store = open(disk, GENESIS)) {
      long tip = store.tip().orElseThrow().height();
      Heights.check(store, 0, tip);
      assertThat(store.lowest()).hasValue(tip == 3 ? 0 : 50);
    }
  }

  @Test
  void twoForcesAHeight() throws Exception {
    try (LedgerStore store = FileLedgerStore.open(disk, GENESIS, new Random(5)::nextLong)) {
      store.write(Heights.height(0));
      long before = disk.forces();
      store.write(Heights.height(1));
      assertThat(disk.forces() - before).isEqualTo(2);
    }
  }

  @Test
  void writesTheStateAnewWhenMostOfItWasReplaced() throws Exception {
    writeUntilCut(disk, 0, 300);
    String state =
        disk.list().stream().filter(name -> name.matches("state-\\d+")).findFirst().orElseThrow();
    assertThat(Numbered.number(state)).isGreaterThan(3);
    assertThat(disk.size(state)).isLessThan(40_000);
    assertThat(tipOf(disk, 299)).isEqualTo(299);
  }

  @Test
  void refusesEverythingWhenTheDiskWasFull() throws Exception {
    writeUntilCut(disk, 0, 5);
    LedgerStore store = open(GENESIS);
    disk.leaveRoom(30);
    refuses(Why.FULL, () -> store.write(Heights.height(5)));
    disk.leaveRoom(Long.MAX_VALUE);
    refuses(Why.BROKEN, () -> store.write(Heights.height(5)));
    refuses(Why.BROKEN, store::tip);
    store.close();
    assertThat(tipOf(disk, 4)).isEqualTo(4);
  }

  /** A height that was cut off, of which another one takes the place, leaves nothing behind. */
  @Test
  void forgetsTheChangesOfAHeightThatWasCutOff() throws Exception {
    int cut = 0;
    for (int room = 0; room < 9_000; room += 60) {
      SimulatedDisk each = new SimulatedDisk(room);
      writeUntilCut(each, 0, 5);
      each.leaveRoom(room);
      try (LedgerStore store = open(each, GENESIS)) {
        store.write(Heights.height(5));
        continue;
      } catch (StoreRefused full) {
        cut++;
      }
      each.leaveRoom(Long.MAX_VALUE);
      try (LedgerStore store = open(each, GENESIS)) {
        store.write(
            new Committed(
                5,
                Bytes.EMPTY,
                Bytes.EMPTY,
                Bytes.EMPTY,
                List.of(),
                List.of(),
                List.of(),
                GENESIS));
      }
      try (LedgerStore store = open(each, GENESIS);
          LedgerStore.Snapshot snapshot = store.snapshot()) {
        assertThat(snapshot.page(Optional.empty(), 1_000))
            .isEqualTo(Heights.entries(Heights.after(0, 4, false)));
        assertThat(store.block(5)).contains(Bytes.EMPTY);
        assertThat(store.heightOf(Heights.transaction(5, 0))).isEmpty();
      }
    }
    assertThat(cut).isGreaterThan(10);
  }

  @Test
  void goesOnWhenThereIsNoRoomToWriteTheStateAnew() throws Exception {
    long acknowledged = -1;
    try (LedgerStore store = open(GENESIS)) {
      disk.leaveRoom(300_000);
      while (acknowledged < 1_000) {
        store.write(Heights.height(acknowledged + 1));
        acknowledged++;
      }
    } catch (StoreRefused full) {
      assertThat(full.why()).isEqualTo(Why.FULL);
    }
    disk.leaveRoom(Long.MAX_VALUE);
    disk.kill();
    tipOf(disk, acknowledged);
  }

  @Test
  void refusesWhenForcedBytesWereChanged() throws Exception {
    writeUntilCut(disk, 0, 4);
    for (String name : disk.list()) {
      long at = disk.size(name) / 2;
      disk.flip(name, at, 3);
      refuses(Why.DAMAGED, () -> open(GENESIS));
      disk.flip(name, at, 3);
    }
    tipOf(disk, 3);
  }

  @Test
  void refusesWhenTheStateHasForgottenHeightsOfTheHistory() throws Exception {
    writeUntilCut(disk, 0, 4);
    disk.list().stream()
        .filter(name -> name.startsWith("state-"))
        .toList()
        .forEach(name -> disk.put(name, new byte[0]));
    refuses(Why.DAMAGED, () -> open(GENESIS));
  }
}
