package quorate.ledger.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import quorate.ledger.proof.Cut;
import quorate.ledger.proof.MapEntry;
import quorate.ledger.store.Entry;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.task.Bytes;

/**
 * The snapshots that a node gives to others. One is cut into chunks when somebody asks for it
 * first; nodes with the same state cut it alike. Any thread may ask.
 *
 * <p>A state of more than {@link #ENTRIES_MAX} entries or {@link #BYTES_MAX} bytes is not given: it
 * would not fit into the memory of those who take it over. They catch up by blocks.
 */
public final class Shelf implements AutoCloseable {
  /** While the next one is taken, others still fetch the one before. */
  static final int SNAPSHOTS_MAX = 2;

  /** With the nodes of the tree over them, as many changes as a height may have. */
  public static final int ENTRIES_MAX = 400_000;

  /** Of keys and values together. */
  public static final long BYTES_MAX = 128L << 20;

  private static final int PAGE_ENTRIES = 4_096;

  private final Deque<Kept> kept = new ArrayDeque<>(); // the latest last

  /** Keeps a snapshot; the eldest of more goes. */
  public synchronized void keep(LedgerStore.Snapshot snapshot) {
    kept.addLast(new Kept(snapshot));
    if (kept.size() > SNAPSHOTS_MAX) {
      kept.removeFirst().snapshot.close();
    }
  }

  /** The height of the latest one that is not too large; empty when there is none. */
  public OptionalLong latest() throws StoreRefused {
    Optional<Kept> last = last();
    return last.isPresent() && !last.get().pieces().isEmpty()
        ? OptionalLong.of(last.get().height())
        : OptionalLong.empty();
  }

  /** What a height's snapshot consists of; empty when there is none. */
  public Optional<SnapshotManifest> manifest(long height) throws StoreRefused {
    List<Cut.Piece> pieces = pieces(height);
    return pieces.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SnapshotManifest(height, pieces.stream().map(Cut.Piece::subtree).toList()));
  }

  /** A part of a height's snapshot; empty when there is none. */
  public Optional<SnapshotChunk> chunk(long height, int part) throws StoreRefused {
    List<Cut.Piece> pieces = pieces(height);
    return 0 <= part && part < pieces.size()
        ? Optional.of(new SnapshotChunk(height, part, pieces.get(part).entries()))
        : Optional.empty();
  }

  private List<Cut.Piece> pieces(long height) throws StoreRefused {
    Optional<Kept> there = of(height);
    return there.isPresent() ? there.get().pieces() : List.of();
  }

  private synchronized Optional<Kept> last() {
    return Optional.ofNullable(kept.peekLast());
  }

  private synchronized Optional<Kept> of(long height) {
    return kept.stream().filter(each -> each.height() == height).findFirst();
  }

  @Override
  public synchronized void close() {
    kept.forEach(each -> each.snapshot.close());
    kept.clear();
  }

  private static final class Kept {
    private final LedgerStore.Snapshot snapshot;
    private @Nullable List<Cut.Piece> pieces; // none of a state that is too large

    Kept(LedgerStore.Snapshot snapshot) {
      this.snapshot = snapshot;
    }

    long height() {
      return snapshot.tip().height();
    }

    /** Whoever keeps the next snapshot does not wait for it. */
    synchronized List<Cut.Piece> pieces() throws StoreRefused {
      List<Cut.Piece> known = pieces;
      if (known == null) {
        known = cut();
        pieces = known;
      }
      return known;
    }

    private List<Cut.Piece> cut() throws StoreRefused {
      List<MapEntry> entries = new ArrayList<>();
      long bytes = 0;
      List<Entry> page = snapshot.page(Optional.empty(), PAGE_ENTRIES);
      while (!page.isEmpty()) {
        for (Entry each : page) {
          entries.add(new MapEntry(each.key(), each.value()));
          bytes += each.key().size() + each.value().size();
        }
        if (entries.size() > ENTRIES_MAX || bytes > BYTES_MAX) {
          return List.of();
        }
        Optional<Bytes> last = Optional.of(page.getLast().key());
        page = page.size() < PAGE_ENTRIES ? List.of() : snapshot.page(last, PAGE_ENTRIES);
      }
      return Cut.of(entries, SnapshotManifest.CHUNK_BYTES_MAX);
    }
  }
}
