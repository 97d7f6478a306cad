package quorate.ledger.store.rocksdb;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import quorate.ledger.store.Entry;
import quorate.task.Bytes;

/**
 * The database with its columns: the owner of everything native. It does not guard itself; {@link
 * RocksLedgerStore} does.
 */
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

  private static final long LOG_BYTES_MAX = 256L << 20;
  private static final long BUFFER_BYTES = 32L << 20;
  private static final long BLOB_BYTES_MIN = 4096;
  private static final int OPEN_FILES_MAX = 256;

  private final DBOptions options;
  private final List<ColumnFamilyOptions> families;
  private final List<ColumnFamilyHandle> handles;
  private final RocksDB database;

  private Columns(
      DBOptions options,
      List<ColumnFamilyOptions> families,
      List<ColumnFamilyHandle> handles,
      RocksDB database) {
    this.options = options;
    this.families = families;
    this.handles = handles;
    this.database = database;
  }

  static Columns open(Path folder) throws RocksDBException {
    RocksDB.loadLibrary();
    DBOptions options = options();
    List<ColumnFamilyOptions> families = new ArrayList<>();
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    for (Column column : Column.values()) {
      ColumnFamilyOptions family = family(column);
      families.add(family);
      descriptors.add(new ColumnFamilyDescriptor(name(column), family));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      RocksDB database = RocksDB.open(options, folder.toString(), descriptors, handles);
      return new Columns(options, families, handles, database);
    } catch (RocksDBException e) {
      families.forEach(ColumnFamilyOptions::close);
      options.close();
      throw e;
    }
  }

  /**
   * A record cut off at the end of the log was never promised; damage elsewhere refuses to open.
   */
  private static DBOptions options() {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setParanoidChecks(true)
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setMaxTotalWalSize(LOG_BYTES_MAX)
        .setMaxOpenFiles(OPEN_FILES_MAX)
        .setMaxBackgroundJobs(2)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2);
  }

  private static ColumnFamilyOptions family(Column column) {
    ColumnFamilyOptions family =
        new ColumnFamilyOptions()
            .setWriteBufferSize(BUFFER_BYTES)
            .setCompressionType(CompressionType.NO_COMPRESSION);
    return column == Column.BLOCKS
        ? family
            .setEnableBlobFiles(true)
            .setMinBlobSize(BLOB_BYTES_MIN)
            .setEnableBlobGarbageCollection(true)
        : family;
  }

  private static byte[] name(Column column) {
    return column == Column.META
        ? RocksDB.DEFAULT_COLUMN_FAMILY
        : column.name().getBytes(StandardCharsets.US_ASCII);
  }

  byte @Nullable [] get(Column column, byte[] key) throws RocksDBException {
    return database.get(handle(column), key);
  }

  /** What was there at the snapshot. */
  byte @Nullable [] get(Column column, byte[] key, Snapshot snapshot) throws RocksDBException {
    try (ReadOptions how = new ReadOptions().setSnapshot(snapshot)) {
      return database.get(handle(column), how, key);
    }
  }

  /** All of the batch or nothing; on the disk when it returns. */
  void write(WriteBatch batch) throws RocksDBException {
    try (WriteOptions how = new WriteOptions().setSync(true)) {
      database.write(how, batch);
    }
  }

  @SuppressWarnings("EnumOrdinal") // the order in which they were opened
  ColumnFamilyHandle handle(Column column) {
    return handles.get(column.ordinal());
  }

  Snapshot snapshot() {
    return database.getSnapshot();
  }

  void release(Snapshot snapshot) {
    database.releaseSnapshot(snapshot);
    snapshot.close();
  }

  /** Entries of the state behind a key, as they were at the snapshot. */
  List<Entry> page(Snapshot snapshot, Bytes after, int max) throws RocksDBException {
    List<Entry> entries = new ArrayList<>();
    try (ReadOptions how = new ReadOptions().setSnapshot(snapshot);
        RocksIterator at = database.newIterator(handle(Column.STATE), how)) {
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
    handles.forEach(ColumnFamilyHandle::close);
    database.close();
    families.forEach(ColumnFamilyOptions::close);
    options.close();
  }
}
