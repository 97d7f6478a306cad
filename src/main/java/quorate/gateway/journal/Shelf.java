package quorate.gateway.journal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The database under the journal, with a part for each sort of thing. A record that was cut off at
 * the end of the log was never promised and is dropped; damage anywhere else refuses to open.
 */
final class Shelf implements AutoCloseable {
  /** The parts, in the order of their handles. */
  enum Part {
    ABOUT,
    TASKS,
    PICTURES,
    SESSIONS
  }

  private static final long LOG_BYTES_MAX = 256L << 20;
  private static final long BUFFER_BYTES = 32L << 20;
  private static final long BLOB_BYTES_MIN = 4096;
  private static final int OPEN_FILES_MAX = 128;

  private final DBOptions options;
  private final List<ColumnFamilyOptions> families;
  private final List<ColumnFamilyHandle> handles;
  private final RocksDB database;
  private boolean closed;

  private Shelf(
      DBOptions options,
      List<ColumnFamilyOptions> families,
      List<ColumnFamilyHandle> handles,
      RocksDB database) {
    this.options = options;
    this.families = families;
    this.handles = handles;
    this.database = database;
  }

  static Shelf open(Path folder) throws RocksDBException {
    RocksDB.loadLibrary();
    DBOptions options = options();
    List<ColumnFamilyOptions> families = new ArrayList<>();
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    for (Part part : Part.values()) {
      ColumnFamilyOptions family = family(part);
      families.add(family);
      descriptors.add(new ColumnFamilyDescriptor(name(part), family));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      RocksDB database = RocksDB.open(options, folder.toString(), descriptors, handles);
      return new Shelf(options, families, handles, database);
    } catch (RocksDBException e) {
      families.forEach(ColumnFamilyOptions::close);
      options.close();
      throw e;
    }
  }

  private static DBOptions options() {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setMaxTotalWalSize(LOG_BYTES_MAX)
        .setMaxOpenFiles(OPEN_FILES_MAX)
        .setMaxBackgroundJobs(2)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2);
  }

  /** What is deleted soon mostly never leaves the buffer; large values stay out of the tree. */
  private static ColumnFamilyOptions family(Part part) {
    ColumnFamilyOptions family =
        new ColumnFamilyOptions()
            .setWriteBufferSize(part == Part.PICTURES ? 2 * BUFFER_BYTES : BUFFER_BYTES)
            .setCompressionType(CompressionType.NO_COMPRESSION);
    return part == Part.PICTURES
        ? family
            .setEnableBlobFiles(true)
            .setMinBlobSize(BLOB_BYTES_MIN)
            .setEnableBlobGarbageCollection(true)
        : family;
  }

  private static byte[] name(Part part) {
    return part == Part.ABOUT
        ? RocksDB.DEFAULT_COLUMN_FAMILY
        : part.name().getBytes(StandardCharsets.US_ASCII);
  }

  byte @Nullable [] get(Part part, byte[] key) throws RocksDBException {
    return open().get(handle(part), key);
  }

  /** Hands on all of a part, in the order of the keys. */
  void each(Part part, BiConsumer<byte[], byte[]> visit) throws RocksDBException {
    try (RocksIterator at = open().newIterator(handle(part))) {
      for (at.seekToFirst(); at.isValid(); at.next()) {
        visit.accept(at.key(), at.value());
      }
      at.status();
    }
  }

  /** Writes all of a batch or nothing; with {@code force}, done only once it is on the disk. */
  void write(WriteBatch batch, boolean force) throws RocksDBException {
    try (WriteOptions how = new WriteOptions().setSync(force)) {
      open().write(how, batch);
    }
  }

  @SuppressWarnings("EnumOrdinal") // the order in which they were opened
  ColumnFamilyHandle handle(Part part) {
    return handles.get(part.ordinal());
  }

  /** Native code does not survive the use of what is closed. */
  private RocksDB open() throws RocksDBException {
    if (closed) {
      throw new RocksDBException("the journal is closed");
    }
    return database;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    handles.forEach(ColumnFamilyHandle::close);
    database.close();
    families.forEach(ColumnFamilyOptions::close);
    options.close();
  }
}
