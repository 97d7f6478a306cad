package quorate.ledger.audit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import quorate.ledger.store.Entry;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.task.Bytes;

/** All entries of a stored state in the order of their keys, read a page at a time. */
public final class Entries implements AutoCloseable {
  private static final int PAGE = 4096;

  private final LedgerStore.Snapshot snapshot;
  private final Deque<Entry> page = new ArrayDeque<>(); // PAGE at most
  private Optional<Bytes> last = Optional.empty();

  private Entries(LedgerStore.Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** From the first entry on; to be closed. */
  public static Entries of(LedgerStore store) throws StoreRefused {
    return new Entries(store.snapshot());
  }

  /** Takes the next entry; empty at the end. */
  public Optional<Entry> next() throws StoreRefused {
    if (page.isEmpty()) {
      page.addAll(snapshot.page(last, PAGE));
    }
    Optional<Entry> next = Optional.ofNullable(page.poll());
    last = next.map(Entry::key).or(() -> last);
    return next;
  }

  @Override
  public void close() {
    snapshot.close();
  }
}
