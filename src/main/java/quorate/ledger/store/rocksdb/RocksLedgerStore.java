package quorate.ledger.store.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import quorate.ledger.store.Change;
import quorate.ledger.store.Committed;
import quorate.ledger.store.Entry;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.store.StoreRefused.Why;
import quorate.ledger.store.Tip;
import quorate.ledger.store.rocksdb.Columns.Column;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * A store in RocksDB: for validators, and for chains that do not fit into memory.
 *
 * <p>A height is one batch, written synchronously. Readers share a lock that closing takes alone,
 * and snapshots are released by the store that gave them, so that nothing native is used after it
 * was closed.
 */
public final class RocksLedgerStore implements LedgerStore {
  private static final byte FORMAT = 1;
  private static final byte[] GENESIS = key("genesis");
  private static final byte[] TIP = key("tip");
  private static final byte[] LOWEST = key("lowest");

  /** Behind every key, for none is so long. */
  private static final byte[] BEHIND_ALL = behindAll();

  private final Columns columns;
  private final ReadWriteLock using = new ReentrantReadWriteLock();
  private final Set<Kept> snapshots = new HashSet<>(); // at most SNAPSHOTS_MAX; under its lock
  private boolean closed; // under the lock
  private volatile boolean broken;

  private RocksLedgerStore(Columns columns) {
    this.columns = columns;
  }

  /** Something that is done while nobody closes. */
  private interface Use<T> {
    T of(Columns columns) throws RocksDBException, StoreRefused;
  }

  /**
   * Opens the store of a folder, or makes one.
   *
   * @param folder its own
   * @param genesis the digest of the chain's genesis
   * @throws StoreRefused when it is another chain's, damaged, in use, or cannot be written
   */
  public static RocksLedgerStore open(Path folder, Digest genesis) throws StoreRefused {
    Columns columns = null;
    try {
      Files.createDirectories(folder);
      columns = Columns.open(folder);
      checkOwner(columns, folder, genesis);
      return new RocksLedgerStore(columns);
    } catch (IOException e) {
      throw new StoreRefused(Why.READ_ONLY, "no ledger can be kept in " + folder + ": " + e, e);
    } catch (RocksDBException e) {
      close(columns);
      throw Refusals.of("the ledger in " + folder + " does not open", e);
    } catch (StoreRefused e) {
      close(columns);
      throw e;
    }
  }

  private static void close(@Nullable Columns columns) {
    if (columns != null) {
      columns.close();
    }
  }

  private static void checkOwner(Columns columns, Path folder, Digest genesis)
      throws RocksDBException, StoreRefused {
    ByteBuffer mine = ByteBuffer.allocate(1 + Digest.BYTES).put(FORMAT);
    mine.put(genesis.value().view());
    byte[] there = columns.get(Column.META, GENESIS);
    if (there == null) {
      try (WriteBatch batch = new WriteBatch()) {
        batch.put(columns.handle(Column.META), GENESIS, mine.array());
        columns.write(batch);
      }
      return;
    }
    if (there[0] != FORMAT) {
      throw new StoreRefused(
          Why.VERSION,
          "the ledger in %s has format %d, and this program reads %d: use the program that wrote it"
              .formatted(folder, there[0], FORMAT));
    }
    if (!Arrays.equals(there, mine.array())) {
      throw new StoreRefused(
          Why.OTHER_OWNER,
          "the ledger in %s is of another genesis: give the node its own data folder"
              .formatted(folder));
    }
  }

  @Override
  public Optional<Tip> tip() throws StoreRefused {
    return use(columns -> tip(columns.get(Column.META, TIP)));
  }

  private static Optional<Tip> tip(byte @Nullable [] value) {
    if (value == null) {
      return Optional.empty();
    }
    Bytes bytes = Bytes.giving(value);
    return Optional.of(
        new Tip(bytes.view().getLong(), new Digest(bytes.slice(8, 8 + Digest.BYTES))));
  }

  @Override
  public OptionalLong lowest() throws StoreRefused {
    return number(Column.META, LOWEST);
  }

  private OptionalLong number(Column column, byte[] key) throws StoreRefused {
    return use(columns -> {
      byte[] value = columns.get(column, key);
      return value == null
          ? OptionalLong.empty()
          : OptionalLong.of(ByteBuffer.wrap(value).getLong());
    });
  }

  @Override
  public void write(Committed height) throws StoreRefused {
    Optional<Tip> tip = tip();
    Check.argument(
        tip.isEmpty() || height.height() == tip.get().height() + 1, "the height after the tip");
    change((columns, batch) -> {
      if (tip.isEmpty()) {
        batch.put(columns.handle(Column.META), LOWEST, key(height.height()));
      }
      put(height, columns, batch);
    });
  }

  /** In one batch, in which what is put comes behind what is deleted. */
  @Override
  public void replace(Committed height) throws StoreRefused {
    Optional<Tip> tip = tip();
    Check.argument(tip.isEmpty() || height.height() > tip.get().height(), "a height above the tip");
    change((columns, batch) -> {
      for (Column column : List.of(Column.HEADERS, Column.BLOCKS, Column.COMMITS)) {
        batch.deleteRange(columns.handle(column), key(0), key(height.height()));
      }
      for (Column column : List.of(Column.STATE, Column.NODES)) {
        batch.deleteRange(columns.handle(column), new byte[0], BEHIND_ALL);
      }
      batch.put(columns.handle(Column.META), LOWEST, key(height.height()));
      put(height, columns, batch);
    });
  }

  private static void put(Committed height, Columns columns, WriteBatch batch)
      throws RocksDBException {
    byte[] key = key(height.height());
    batch.put(columns.handle(Column.HEADERS), key, height.header().toArray());
    batch.put(columns.handle(Column.BLOCKS), key, height.block().toArray());
    batch.put(columns.handle(Column.COMMITS), key, height.commit().toArray());
    for (Digest transaction : height.transactions()) {
      batch.put(columns.handle(Column.INDEX), transaction.value().toArray(), key);
    }
    put(Column.STATE, height.state(), columns, batch);
    put(Column.NODES, height.nodes(), columns, batch);
    ByteBuffer tip = ByteBuffer.allocate(8 + Digest.BYTES).putLong(height.height());
    tip.put(height.root().value().view());
    batch.put(columns.handle(Column.META), TIP, tip.array());
  }

  private static void put(Column column, List<Change> changes, Columns columns, WriteBatch batch)
      throws RocksDBException {
    for (Change change : changes) {
      byte[] key = change.key().toArray();
      if (change.value().isPresent()) {
        batch.put(columns.handle(column), key, change.value().get().toArray());
      } else {
        batch.delete(columns.handle(column), key);
      }
    }
  }

  /** Fills a batch. */
  private interface Filling {
    void into(Columns columns, WriteBatch batch) throws RocksDBException;
  }

  /** After a batch that failed, whether it was written is unknown: nothing further is. */
  private void change(Filling filling) throws StoreRefused {
    use(columns -> {
      try (WriteBatch batch = new WriteBatch()) {
        filling.into(columns, batch);
        write(columns, batch);
        return batch;
      }
    });
  }

  private void write(Columns columns, WriteBatch batch) throws RocksDBException {
    try {
      columns.write(batch);
    } catch (RocksDBException e) {
      broken = true;
      throw e;
    }
  }

  @Override
  public Optional<Bytes> header(long height) throws StoreRefused {
    return value(Column.HEADERS, key(height));
  }

  @Override
  public Optional<Bytes> block(long height) throws StoreRefused {
    return value(Column.BLOCKS, key(height));
  }

  @Override
  public Optional<Bytes> commit(long height) throws StoreRefused {
    return value(Column.COMMITS, key(height));
  }

  @Override
  public Optional<Bytes> state(Bytes key) throws StoreRefused {
    return value(Column.STATE, key.toArray());
  }

  @Override
  public Optional<Bytes> node(Bytes key) throws StoreRefused {
    return value(Column.NODES, key.toArray());
  }

  @Override
  public OptionalLong heightOf(Digest transaction) throws StoreRefused {
    return number(Column.INDEX, transaction.value().toArray());
  }

  private Optional<Bytes> value(Column column, byte[] key) throws StoreRefused {
    return use(columns -> Optional.ofNullable(columns.get(column, key)).map(Bytes::giving));
  }

  @Override
  public void prune(long below) throws StoreRefused {
    Optional<Tip> tip = tip();
    OptionalLong lowest = lowest();
    if (tip.isEmpty() || lowest.orElse(0) >= below) {
      return;
    }
    byte[] from = key(lowest.orElse(0));
    byte[] to = key(Math.min(below, tip.get().height()));
    change((columns, batch) -> {
      for (Column column : List.of(Column.HEADERS, Column.BLOCKS, Column.COMMITS)) {
        batch.deleteRange(columns.handle(column), from, to);
      }
      batch.put(columns.handle(Column.META), LOWEST, to);
    });
  }

  @Override
  public Snapshot snapshot() throws StoreRefused {
    return use(columns -> {
      synchronized (snapshots) {
        if (snapshots.size() == SNAPSHOTS_MAX) {
          throw new StoreRefused(Why.FULL, "16 snapshots are open: close one first");
        }
        Kept kept = Kept.of(this, columns);
        snapshots.add(kept);
        return kept;
      }
    });
  }

  /** A snapshot, released once: by whoever asked for it, or by the store that closes. */
  private static final class Kept implements Snapshot {
    private final RocksLedgerStore store;
    private final org.rocksdb.Snapshot snapshot;
    private final Tip tip;

    private Kept(RocksLedgerStore store, org.rocksdb.Snapshot snapshot, Tip tip) {
      this.store = store;
      this.snapshot = snapshot;
      this.tip = tip;
    }

    static Kept of(RocksLedgerStore store, Columns columns) throws RocksDBException, StoreRefused {
      org.rocksdb.Snapshot snapshot = columns.snapshot();
      Optional<Tip> tip = RocksLedgerStore.tip(columns.get(Column.META, TIP, snapshot));
      if (tip.isEmpty()) {
        columns.release(snapshot);
        throw new StoreRefused(Why.BROKEN, "a new store has no state yet");
      }
      return new Kept(store, snapshot, tip.get());
    }

    @Override
    public Tip tip() {
      return tip;
    }

    @Override
    public List<Entry> page(Optional<Bytes> after, int max) throws StoreRefused {
      Check.argument(max >= 1 && max <= PAGE_ENTRIES_MAX, "a page of 1 to 65,536 entries");
      return store.use(columns -> {
        synchronized (store.snapshots) {
          if (!store.snapshots.contains(this)) {
            throw new StoreRefused(Why.CLOSED, "the snapshot is closed");
          }
          return columns.page(snapshot, after.orElse(Bytes.EMPTY), max);
        }
      });
    }

    @Override
    public void close() {
      store.using.readLock().lock();
      try {
        synchronized (store.snapshots) {
          if (store.snapshots.remove(this)) {
            store.columns.release(snapshot);
          }
        }
      } finally {
        store.using.readLock().unlock();
      }
    }
  }

  private <T> T use(Use<T> use) throws StoreRefused {
    using.readLock().lock();
    try {
      if (closed) {
        throw new StoreRefused(Why.CLOSED, "the store is closed");
      }
      if (broken) {
        throw new StoreRefused(Why.BROKEN, "a write to the store failed: start again");
      }
      return use.of(columns);
    } catch (RocksDBException e) {
      throw Refusals.of("the ledger's database failed", e);
    } finally {
      using.readLock().unlock();
    }
  }

  @Override
  public void close() {
    using.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        synchronized (snapshots) {
          snapshots.forEach(kept -> columns.release(kept.snapshot));
          snapshots.clear();
        }
        columns.close();
      }
    } finally {
      using.writeLock().unlock();
    }
  }

  private static byte[] behindAll() {
    byte[] last = new byte[Change.KEY_BYTES_MAX + 1];
    Arrays.fill(last, (byte) 0xff);
    return last;
  }

  private static byte[] key(long height) {
    return ByteBuffer.allocate(8).putLong(height).array();
  }

  private static byte[] key(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }
}
