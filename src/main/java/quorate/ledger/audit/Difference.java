package quorate.ledger.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import quorate.ledger.store.Entry;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.store.Tip;
import quorate.task.Bytes;

/**
 * How two stores of one chain differ. One that is merely behind the other does not.
 *
 * @param tips the last heights, of the one and of the other
 * @param compared the heights that both have
 * @param fork the first height at which their headers are not the same
 * @param blocks the first height with the same header and another block
 * @param keys of entries that are not the same where both tips are: the first {@link #KEYS_MAX}
 */
public record Difference(
    List<Long> tips, long compared, OptionalLong fork, OptionalLong blocks, List<Bytes> keys) {
  public static final int KEYS_MAX = 100;

  public Difference {
    tips = List.copyOf(tips);
    keys = List.copyOf(keys);
  }

  /** Whether both say the same as far as both go. */
  public boolean same() {
    return fork.isEmpty() && blocks.isEmpty() && keys.isEmpty();
  }

  /** Compares; {@code progress} hears each height. */
  public static Difference between(LedgerStore one, LedgerStore other, LongConsumer progress)
      throws StoreRefused {
    long mine = one.tip().map(Tip::height).orElse(-1L);
    long theirs = other.tip().map(Tip::height).orElse(-1L);
    long from = Math.max(one.lowest().orElse(0), other.lowest().orElse(0));
    long to = Math.min(mine, theirs);
    OptionalLong fork = OptionalLong.empty();
    OptionalLong blocks = OptionalLong.empty();
    for (long height = from; height <= to && fork.isEmpty(); height++) {
      progress.accept(height);
      if (!one.header(height).equals(other.header(height))) {
        fork = OptionalLong.of(height);
      } else if (blocks.isEmpty() && !one.block(height).equals(other.block(height))) {
        blocks = OptionalLong.of(height);
      }
    }
    List<Bytes> keys = mine == theirs && mine >= 0 ? keys(one, other) : List.of();
    return new Difference(List.of(mine, theirs), Math.max(0, to - from + 1), fork, blocks, keys);
  }

  /** Both in the order of their keys, side by side. */
  private static List<Bytes> keys(LedgerStore one, LedgerStore other) throws StoreRefused {
    List<Bytes> keys = new ArrayList<>();
    try (Entries mine = Entries.of(one);
        Entries theirs = Entries.of(other)) {
      Optional<Entry> left = mine.next();
      Optional<Entry> right = theirs.next();
      while ((left.isPresent() || right.isPresent()) && keys.size() < KEYS_MAX) {
        int order = order(left, right);
        Bytes key = (order <= 0 ? left : right).orElseThrow().key();
        if (!left.equals(right)) {
          keys.add(key);
        }
        left = order <= 0 ? mine.next() : left;
        right = order >= 0 ? theirs.next() : right;
      }
    }
    return keys;
  }

  private static int order(Optional<Entry> left, Optional<Entry> right) {
    if (left.isEmpty() || right.isEmpty()) {
      return left.isEmpty() ? 1 : -1;
    }
    return left.get().key().compareTo(right.get().key());
  }
}
