package quorate.rocksdb;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * An open database with a column for each constant of an enum, in their order; the first is the
 * default one. It owns everything native, and is not guarded against use after it was closed.
 *
 * <p>A record that was cut off at the end of the log was never promised and is dropped; damage
 * anywhere else refuses to open.
 *
 * @param <C> the columns; whoever adds one adds it at the end
 */
public final class Database<C extends Enum<C>> implements AutoCloseable {
  /** What a column gathers in memory before it writes a file. */
  public static final long BUFFER_BYTES = 32L << 20;

  private static final long LOG_BYTES_MAX = 256L << 20;
  private static final long BLOB_BYTES_MIN = 4096;

  private final DBOptions options;
  private final List<ColumnFamilyOptions> families;
  private final List<ColumnFamilyHandle> handles;
  private final RocksDB database;

  private Database(
      DBOptions options,
      List<ColumnFamilyOptions> families,
      List<ColumnFamilyHandle> handles,
      RocksDB database) {
    this.options = options;
    this.families = families;
    this.handles = handles;
    this.database = database;
  }

  /**
   * Opens the database of a folder, or makes one.
   *
   * @param openFilesMax how many of its files are open at once
   * @param family how each column is kept: {@link #small} or {@link #large}
   */
  public static <C extends Enum<C>> Database<C> open(
      Path folder, Class<C> columns, int openFilesMax, Function<C, ColumnFamilyOptions> family)
      throws RocksDBException {
    NativeLibrary.load();
    DBOptions options = options(openFilesMax);
    List<ColumnFamilyOptions> families = new ArrayList<>();
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    for (C column : columns.getEnumConstants()) {
      families.add(family.apply(column));
      descriptors.add(new ColumnFamilyDescriptor(name(column), families.getLast()));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      RocksDB database = RocksDB.open(options, folder.toString(), descriptors, handles);
      return new Database<>(options, families, handles, database);
    } catch (RocksDBException e) {
      families.forEach(ColumnFamilyOptions::close);
      options.close();
      throw e;
    }
  }

  private static DBOptions options(int openFilesMax) {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setParanoidChecks(true)
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setMaxTotalWalSize(LOG_BYTES_MAX)
        .setMaxOpenFiles(openFilesMax)
        .setMaxBackgroundJobs(2)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2);
  }

  /** For small values. */
  public static ColumnFamilyOptions small() {
    return new ColumnFamilyOptions()
        .setWriteBufferSize(BUFFER_BYTES)
        .setCompressionType(CompressionType.NO_COMPRESSION);
  }

  /** For large values, which stay out of the tree. */
  public static ColumnFamilyOptions large() {
    return small()
        .setEnableBlobFiles(true)
        .setMinBlobSize(BLOB_BYTES_MIN)
        .setEnableBlobGarbageCollection(true);
  }

  @SuppressWarnings("EnumOrdinal") // the first has the name that every database has
  private static byte[] name(Enum<?> column) {
    return column.ordinal() == 0
        ? RocksDB.DEFAULT_COLUMN_FAMILY
        : column.name().getBytes(StandardCharsets.US_ASCII);
  }

  public byte @Nullable [] get(C column, byte[] key) throws RocksDBException {
    return database.get(handle(column), key);
  }

  /** Writes all of a batch or nothing; with {@code force}, it is on the disk when this returns. */
  public void write(WriteBatch batch, boolean force) throws RocksDBException {
    try (WriteOptions how = new WriteOptions().setSync(force)) {
      database.write(how, batch);
    }
  }

  @SuppressWarnings("EnumOrdinal") // the order in which they were opened
  public ColumnFamilyHandle handle(C column) {
    return handles.get(column.ordinal());
  }

  /** For what is asked of it besides. */
  public RocksDB rocks() {
    return database;
  }

  @Override
  public void close() {
    handles.forEach(ColumnFamilyHandle::close);
    database.close();
    families.forEach(ColumnFamilyOptions::close);
    options.close();
  }
}
