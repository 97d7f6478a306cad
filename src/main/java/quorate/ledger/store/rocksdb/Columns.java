package quorate.ledger.store.rocksdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import quorate.ledger.store.Entry;
import quorate.rocksdb.Database;
import quorate.task.Bytes;

/** The database with its columns. It does not guard itself; {@link RocksLedgerStore} does. */
final class Columns implements AutoCloseable {
  /** The columns, in the order of their handles. */
  enum Column {
    META,
    HEADERS,
    BLOCKS,
    COMMITS,
    STATE,
    NODES,
    INDEX
  }

  private static final int OPEN_FILES_MAX = 256;

  private final Database<Column> database;

  private Columns(Database<Column> database) {
    this.database = database;
  }

  static Columns open(Path folder) throws RocksDBException {
    return new Columns(Database.open(folder, Column.class, OPEN_FILES_MAX, Columns::family));
  }

  private static ColumnFamilyOptions family(Column column) {
    return column == Column.BLOCKS ? Database.large() : Database.small();
  }

  byte @Nullable [] get(Column column, byte[] key) throws RocksDBException {
    return database.get(column, key);
  }

  /** What was there at the snapshot. */
  byte @Nullable [] get(Column column, byte[] key, Snapshot snapshot) throws RocksDBException {
    try (ReadOptions how = new ReadOptions().setSnapshot(snapshot)) {
      return database.rocks().get(handle(column), how, key);
    }
  }

  /** All of the batch or nothing; on the disk when it returns. */
  void write(WriteBatch batch) throws RocksDBException {
    database.write(batch, true);
  }

  ColumnFamilyHandle handle(Column column) {
    return database.handle(column);
  }

  Snapshot snapshot() {
    return database.rocks().getSnapshot();
  }

  void release(Snapshot snapshot) {
    database.rocks().releaseSnapshot(snapshot);
    snapshot.close();
  }

  /** Entries of the state behind a key, as they were at the snapshot. */
  List<Entry> page(Snapshot snapshot, Bytes after, int max) throws RocksDBException {
    List<Entry> entries = new ArrayList<>();
    try (ReadOptions how = new ReadOptions().setSnapshot(snapshot);
        RocksIterator at = database.rocks().newIterator(handle(Column.STATE), how)) {
      for (at.seek(after.toArray()); at.isValid() && entries.size() < max; at.next()) {
        Bytes key = Bytes.giving(at.key());
        if (!key.equals(after)) {
          entries.add(new Entry(key, Bytes.giving(at.value())));
        }
      }
      at.status();
    }
    return entries;
  }

  @Override
  public void close() {
    database.close();
  }
}
