package quorate.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import quorate.task.Bytes;
import quorate.task.Digest;

/** Heights drawn from their numbers, and what a store must have after some of them. */
public final class Heights {
  private static final int KEYS = 40;

  private Heights() {}

  /** The height with a number: small, with changes of few keys, some of which go. */
  public static Committed height(long number) {
    Random chance = new Random(number * 31 + 7);
    List<Change> state = new ArrayList<>();
    List<Change> nodes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      state.add(change("state", chance));
      nodes.add(change("node", chance));
    }
    List<Digest> transactions = List.of(transaction(number, 0), transaction(number, 1));
    return new Committed(
        number,
        bytes(chance, 60),
        bytes(chance, 5_000),
        bytes(chance, 200),
        transactions,
        state,
        nodes,
        Digest.of(bytes(chance, 8)));
  }

  /** The same with all of the state, as a snapshot has it. */
  public static Committed whole(long number) {
    Committed height = height(number);
    return new Committed(
        number,
        height.header(),
        height.block(),
        height.commit(),
        height.transactions(),
        puts(after(0, number, false)),
        puts(after(0, number, true)),
        height.root());
  }

  private static List<Change> puts(SortedMap<Bytes, Bytes> state) {
    return state.entrySet().stream()
        .map(each -> Change.put(each.getKey(), each.getValue()))
        .toList();
  }

  public static Digest transaction(long height, int index) {
    return Digest.of(new byte[] {(byte) (height >> 8), (byte) height, (byte) index});
  }

  private static Change change(String kind, Random chance) {
    Bytes key = key(kind, chance.nextInt(KEYS));
    return chance.nextInt(4) == 0 ? Change.gone(key) : Change.put(key, bytes(chance, 120));
  }

  private static Bytes key(String kind, int number) {
    String word = "%s-%03d".formatted(kind, number);
    return Bytes.copyOf(word.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  private static Bytes bytes(Random chance, int max) {
    byte[] bytes = new byte[chance.nextInt(max)];
    chance.nextBytes(bytes);
    return Bytes.giving(bytes);
  }

  /** What a part of the state is after all heights up to one. */
  public static SortedMap<Bytes, Bytes> after(long first, long tip, boolean ofNodes) {
    TreeMap<Bytes, Bytes> expected = new TreeMap<>();
    for (long number = first; number <= tip; number++) {
      for (Change change : ofNodes ? height(number).nodes() : height(number).state()) {
        if (change.value().isPresent()) {
          expected.put(change.key(), change.value().get());
        } else {
          expected.remove(change.key());
        }
      }
    }
    return expected;
  }

  /** Checks that a store has all of the heights, and nothing of a further one. */
  public static void check(LedgerStore store, long first, long tip) throws StoreRefused {
    assertThat(store.tip()).contains(new Tip(tip, height(tip).root()));
    for (long number = store.lowest().orElseThrow(); number <= tip; number++) {
      Committed expected = height(number);
      assertThat(store.header(number)).contains(expected.header());
      assertThat(store.block(number)).contains(expected.block());
      assertThat(store.commit(number)).contains(expected.commit());
      assertThat(store.heightOf(transaction(number, 1))).hasValue(number);
    }
    assertThat(store.header(tip + 1)).isEmpty();
    assertThat(store.heightOf(transaction(tip + 1, 0))).isEmpty();
    checkState(store, first, tip);
  }

  private static void checkState(LedgerStore store, long first, long tip) throws StoreRefused {
    SortedMap<Bytes, Bytes> state = after(first, tip, false);
    SortedMap<Bytes, Bytes> nodes = after(first, tip, true);
    for (int i = 0; i < KEYS; i++) {
      assertThat(store.state(key("state", i)))
          .isEqualTo(Optional.ofNullable(state.get(key("state", i))));
      assertThat(store.node(key("node", i)))
          .isEqualTo(Optional.ofNullable(nodes.get(key("node", i))));
    }
    try (LedgerStore.Snapshot snapshot = store.snapshot()) {
      assertThat(snapshot.page(Optional.empty(), LedgerStore.PAGE_ENTRIES_MAX))
          .isEqualTo(entries(state));
    }
  }

  /** Entries in the order of their keys. */
  public static List<Entry> entries(SortedMap<Bytes, Bytes> state) {
    return state.entrySet().stream()
        .map(each -> new Entry(each.getKey(), each.getValue()))
        .toList();
  }
}
