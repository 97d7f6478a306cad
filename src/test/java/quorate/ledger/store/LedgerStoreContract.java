package quorate.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import quorate.ledger.store.LedgerStore.Snapshot;
import quorate.ledger.store.StoreRefused.Why;
import quorate.task.Bytes;
import quorate.task.Digest;

/** What every store promises. */
public abstract class LedgerStoreContract {
  protected static final Digest GENESIS = Digest.of(new byte[] {1});

  /** Opens the same store each time. */
  protected abstract LedgerStore open(Digest genesis) throws StoreRefused;

  protected static void refuses(Why why, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            StoreRefused.class, refused -> assertThat(refused.why()).isEqualTo(why));
  }

  private LedgerStore written(long tip) throws StoreRefused {
    LedgerStore store = open(GENESIS);
    for (long number = 0; number <= tip; number++) {
      store.write(Heights.height(number));
    }
    return store;
  }

  @Test
  void isEmptyWhenItIsNew() throws Exception {
    try (LedgerStore store = open(GENESIS)) {
      assertThat(store.tip()).isEmpty();
      assertThat(store.lowest()).isEmpty();
      assertThat(store.header(0)).isEmpty();
      assertThat(store.state(Bytes.ofHex("00"))).isEmpty();
      assertThat(store.node(Bytes.ofHex("00"))).isEmpty();
      refuses(Why.BROKEN, store::snapshot);
    }
  }

  @Test
  void givesBackWhatWasWritten() throws Exception {
    try (LedgerStore store = open(GENESIS)) {
      for (long number = 0; number < 60; number++) {
        store.write(Heights.height(number));
        Heights.check(store, 0, number);
      }
    }
  }

  @Test
  void givesBackWhatWasWrittenWhenItIsOpenedAgain() throws Exception {
    for (long number = 0; number < 8; number++) {
      try (LedgerStore store = open(GENESIS)) {
        store.write(Heights.height(number));
      }
      try (LedgerStore store = open(GENESIS)) {
        Heights.check(store, 0, number);
      }
    }
  }

  @Test
  void takesAnyFirstHeightAndThenTheNextOnly() throws Exception {
    try (LedgerStore store = open(GENESIS)) {
      store.write(Heights.height(41));
      for (long wrong : new long[] {40, 41, 43}) {
        assertThatThrownBy(() -> store.write(Heights.height(wrong)))
            .isInstanceOf(IllegalArgumentException.class);
      }
      store.write(Heights.height(42));
      Heights.check(store, 41, 42);
      assertThat(store.lowest()).hasValue(41);
    }
  }

  @Test
  void refusesAnotherGenesis() throws Exception {
    written(1).close();
    refuses(Why.OTHER_OWNER, () -> open(Digest.of(new byte[] {2})));
    try (LedgerStore store = open(GENESIS)) {
      Heights.check(store, 0, 1);
    }
  }

  @Test
  void refusesASecondUser() throws Exception {
    try (LedgerStore store = written(1)) {
      refuses(Why.IN_USE, () -> open(GENESIS));
      Heights.check(store, 0, 1);
    }
  }

  @Test
  void refusesWhenItIsClosed() throws Exception {
    LedgerStore store = written(2);
    Snapshot snapshot = store.snapshot();
    store.close();
    store.close();
    refuses(Why.CLOSED, store::tip);
    refuses(Why.CLOSED, () -> store.header(1));
    refuses(Why.CLOSED, () -> store.state(Bytes.ofHex("00")));
    refuses(Why.CLOSED, () -> store.write(Heights.height(3)));
    refuses(Why.CLOSED, () -> store.prune(1));
    refuses(Why.CLOSED, store::snapshot);
    refuses(Why.CLOSED, () -> snapshot.page(Optional.empty(), 1));
    snapshot.close();
  }

  @Test
  void snapshotStaysWhileHeightsAreWritten() throws Exception {
    try (LedgerStore store = written(9)) {
      try (Snapshot snapshot = store.snapshot()) {
        for (long number = 10; number < 200; number++) {
          store.write(Heights.height(number));
        }
        assertThat(snapshot.tip()).isEqualTo(new Tip(9, Heights.height(9).root()));
        assertThat(pages(snapshot, 3)).isEqualTo(Heights.entries(Heights.after(0, 9, false)));
      }
      store.write(Heights.height(200));
      Heights.check(store, 0, 200);
    }
  }

  private static List<Entry> pages(Snapshot snapshot, int max) throws StoreRefused {
    List<Entry> all = new ArrayList<>();
    List<Entry> page = snapshot.page(Optional.empty(), max);
    while (!page.isEmpty()) {
      assertThat(page.size()).isLessThanOrEqualTo(max);
      all.addAll(page);
      assertThat(all).doesNotHaveDuplicates();
      page = snapshot.page(Optional.of(page.getLast().key()), max);
    }
    return all;
  }

  @Test
  void refusesWhenTooManySnapshotsAreOpen() throws Exception {
    try (LedgerStore store = written(1)) {
      List<Snapshot> open = new ArrayList<>();
      for (int i = 0; i < LedgerStore.SNAPSHOTS_MAX; i++) {
        open.add(store.snapshot());
      }
      refuses(Why.FULL, store::snapshot);
      open.getFirst().close();
      open.getFirst().close();
      open.set(0, store.snapshot());
      refuses(Why.FULL, store::snapshot);
      open.forEach(Snapshot::close);
      refuses(Why.CLOSED, () -> open.getFirst().page(Optional.empty(), 1));
    }
  }

  @Test
  void keepsTheRestWhenItIsPruned() throws Exception {
    try (LedgerStore store = written(59)) {
      store.prune(40);
      assertThat(store.lowest().orElseThrow()).isBetween(1L, 40L);
      assertThat(store.header(store.lowest().orElseThrow() - 1)).isEmpty();
      Heights.check(store, 0, 59);
    }
    try (LedgerStore store = open(GENESIS)) {
      Heights.check(store, 0, 59);
      store.prune(1_000);
      Heights.check(store, 0, 59);
      assertThat(store.header(59)).isPresent();
      store.write(Heights.height(60));
      Heights.check(store, 0, 60);
    }
  }

  @Test
  void goesOnFromAHeightThatReplacesAll() throws Exception {
    try (LedgerStore store = written(9)) {
      Snapshot before = store.snapshot();
      store.replace(Heights.whole(50));
      Heights.check(store, 0, 50);
      assertThat(store.lowest()).hasValue(50);
      assertThat(store.header(9)).isEmpty();
      assertThat(pages(before, 7)).isEqualTo(Heights.entries(Heights.after(0, 9, false)));
      before.close();
      store.write(Heights.height(51));
    }
    try (LedgerStore store = open(GENESIS)) {
      Heights.check(store, 0, 51);
      assertThat(store.lowest()).hasValue(50);
      store.write(Heights.height(52));
      Heights.check(store, 0, 52);
    }
  }

  @Test
  void replacesNothingByAHeightThatItHasPassed() throws Exception {
    try (LedgerStore store = written(9)) {
      for (long passed : new long[] {3, 9}) {
        assertThatThrownBy(() -> store.replace(Heights.whole(passed)))
            .isInstanceOf(IllegalArgumentException.class);
      }
      Heights.check(store, 0, 9);
    }
  }

  @Test
  void keepsTheLargestHeight() throws Exception {
    byte[] large = new byte[Committed.BLOCK_BYTES_MAX];
    new java.util.Random(1).nextBytes(large);
    Bytes key = Bytes.giving(new byte[Change.KEY_BYTES_MAX]);
    Bytes value = Bytes.copyOf(java.util.Arrays.copyOf(large, Change.VALUE_BYTES_MAX));
    Committed height =
        new Committed(
            1,
            Bytes.EMPTY,
            Bytes.giving(large),
            Bytes.EMPTY,
            List.of(),
            List.of(Change.put(key, value), Change.put(Bytes.ofHex("ff"), Bytes.EMPTY)),
            List.of(),
            GENESIS);
    open(GENESIS).close();
    try (LedgerStore store = open(GENESIS)) {
      store.write(height);
    }
    try (LedgerStore store = open(GENESIS)) {
      assertThat(store.block(1)).contains(Bytes.copyOf(large));
      assertThat(store.state(key)).contains(value);
      assertThat(store.state(Bytes.ofHex("ff"))).contains(Bytes.EMPTY);
    }
  }
}
