package quorate.gateway.journal;

import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import quorate.rocksdb.Database;

/** The database under the journal, with a part for each sort of thing. */
final class Shelf implements AutoCloseable {
  /** The parts, in the order of their handles. */
  enum Part {
    ABOUT,
    TASKS,
    PICTURES,
    SESSIONS
  }

  private static final int OPEN_FILES_MAX = 128;

  private final Database<Part> database;
  private boolean closed;

  private Shelf(Database<Part> database) {
    this.database = database;
  }

  static Shelf open(Path folder) throws RocksDBException {
    return new Shelf(Database.open(folder, Part.class, OPEN_FILES_MAX, Shelf::family));
  }

  /** What is deleted soon mostly never leaves the buffer. */
  private static ColumnFamilyOptions family(Part part) {
    return part == Part.PICTURES
        ? Database.large().setWriteBufferSize(2 * Database.BUFFER_BYTES)
        : Database.small();
  }

  byte @Nullable [] get(Part part, byte[] key) throws RocksDBException {
    return open().get(part, key);
  }

  /** Hands on all of a part, in the order of the keys. */
  void each(Part part, BiConsumer<byte[], byte[]> visit) throws RocksDBException {
    try (RocksIterator at = open().rocks().newIterator(handle(part))) {
      for (at.seekToFirst(); at.isValid(); at.next()) {
        visit.accept(at.key(), at.value());
      }
      at.status();
    }
  }

  /** Writes all of a batch or nothing; with {@code force}, done only once it is on the disk. */
  void write(WriteBatch batch, boolean force) throws RocksDBException {
    open().write(batch, force);
  }

  ColumnFamilyHandle handle(Part part) {
    return database.handle(part);
  }

  /** Native code does not survive the use of what is closed. */
  private Database<Part> open() throws RocksDBException {
    if (closed) {
      throw new RocksDBException("the journal is closed");
    }
    return database;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      database.close();
    }
  }
}
