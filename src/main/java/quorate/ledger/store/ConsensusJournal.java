package quorate.ledger.store;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import quorate.ledger.store.StoreRefused.Why;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * What a node has taken in at the height that is being decided, in its order, so that after a crash
 * it knows what it knew when it voted (ledger.md, persistence rules 1, 3 and 4; CometBFT's WAL).
 *
 * <p>Entries are opaque. They wait in a buffer until {@link #flush}, which must return before
 * anything that follows from them leaves the node; one flush is enough for all before it. Each
 * height has its own file, and the last height's goes once the next one's is on the disk.
 *
 * <p>A tail that the power cut off is dropped when the journal is opened. Damage anywhere else
 * refuses to open: without its journal a node has forgotten what it is locked on, and must not sign
 * at that height. One thread uses it.
 */
public final class ConsensusJournal implements AutoCloseable {
  public static final int ENTRY_BYTES_MAX = FrameLog.PAYLOAD_BYTES_MAX;

  /** The most that one height takes; more is refused as if the disk were full. */
  public static final long HEIGHT_BYTES_MAX = 1L << 30;

  private static final char KIND = 'j';
  private static final String PREFIX = "journal-";

  private final Disk disk;
  private final Digest genesis;
  private final LongSupplier salts;
  private final Disk.Lock lock;
  private @Nullable FrameLog log;
  private long bytesCut;

  private ConsensusJournal(Disk disk, Digest genesis, LongSupplier salts, Disk.Lock lock) {
    this.disk = disk;
    this.genesis = genesis;
    this.salts = salts;
    this.lock = lock;
  }

  /** Sees entries in their order. */
  public interface Reader {
    void entry(Bytes entry) throws StoreRefused;
  }

  /**
   * Opens the journal of a folder.
   *
   * @param genesis the digest of the chain's genesis
   * @param salts chance that nobody can foresee, drawn once a height
   * @throws StoreRefused when it is another chain's, damaged, in use, or cannot be written
   */
  public static ConsensusJournal open(Disk disk, Digest genesis, LongSupplier salts)
      throws StoreRefused {
    Disk.Lock lock = disk.lock("journal.lock");
    ConsensusJournal journal = new ConsensusJournal(disk, genesis, salts, lock);
    try {
      journal.openLast();
      return journal;
    } catch (StoreRefused | RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  private void openLast() throws StoreRefused {
    for (String name : Numbered.in(disk, PREFIX).reversed()) {
      if (log != null) {
        disk.delete(name);
        continue;
      }
      Optional<FrameLog.Opened> opened = FrameLog.open(disk, name, KIND, genesis);
      if (opened.isPresent()) {
        log = opened.get().log();
        bytesCut = opened.get().cutBytes();
        checkName(name);
      } else {
        disk.delete(name); // its beginning was cut off: nothing was ever in it
      }
    }
  }

  /** Whoever begins another height deletes this file by its number. */
  private void checkName(String name) throws StoreRefused {
    if (height() < 1 || !Numbered.name(PREFIX, height()).equals(name)) {
      throw new StoreRefused(
          Why.DAMAGED,
          "%s says that it is the journal of height %d: move it away".formatted(name, height()));
    }
  }

  /** The height it is of; 0 when there is none yet. */
  public long height() {
    return log == null ? 0 : log.number();
  }

  /** How many bytes of a tail were dropped when it was opened. */
  public long bytesCut() {
    return bytesCut;
  }

  /** Shows all entries of the height. */
  public void replay(Reader reader) throws StoreRefused {
    if (log != null) {
      log.each((offset, entry) -> reader.entry(entry));
    }
  }

  /**
   * Begins the journal of a height; the one before is gone.
   *
   * @param height more than the last one
   */
  public void begin(long height) throws StoreRefused {
    Check.argument(height > height(), "heights go up");
    FrameLog before = log;
    LogHeader header = new LogHeader(KIND, salts.getAsLong(), genesis, height);
    log = FrameLog.create(disk, Numbered.name(PREFIX, height), header);
    if (before != null) {
      before.close();
      disk.delete(Numbered.name(PREFIX, before.number()));
    }
  }

  /**
   * Appends an entry of at most {@link #ENTRY_BYTES_MAX}.
   *
   * @throws StoreRefused with {@code FULL} when the height has had its share
   */
  public void append(Bytes entry) throws StoreRefused {
    FrameLog to = begun();
    if (to.end() + entry.size() > HEIGHT_BYTES_MAX) {
      throw new StoreRefused(
          Why.FULL, "the journal of height %d has its share of the disk".formatted(height()));
    }
    to.append(entry);
  }

  /** Returns once all entries are on the disk. */
  public void flush() throws StoreRefused {
    begun().force();
  }

  private FrameLog begun() {
    FrameLog begun = log;
    if (begun == null) {
      throw new IllegalStateException("a height is begun first");
    }
    return begun;
  }

  /** What was not flushed is lost. */
  @Override
  public void close() {
    if (log != null) {
      log.close();
    }
    lock.close();
  }

  /** The names of its files, for whoever moves them away. */
  public static List<String> files(Disk disk) throws StoreRefused {
    return Numbered.in(disk, PREFIX);
  }
}
