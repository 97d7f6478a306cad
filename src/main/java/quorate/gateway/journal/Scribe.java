package quorate.gateway.journal;

import java.io.IOException;
import java.nio.file.FileStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes the journal. While it forces one batch to the disk the next one
 * gathers, so that many appends share one forcing; one that comes alone waits for nothing.
 */
final class Scribe implements AutoCloseable {
  /** The most pages that wait; further appends are refused, and further marks are dropped. */
  static final int PAGES_MAX = 4096;

  /** The most bytes that wait. */
  static final long BYTES_MAX = 256L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Scribe.class);
  private static final int BATCH_PAGES_MAX = 256;

  /** A batch that follows a forced one closer than this waits for more to share its forcing. */
  private static final long BATCH_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(3);

  private static final long REOPEN_MILLIS = 1_000;
  private static final long CLOSE_MILLIS = 10_000;

  /** How long what the system said of the disk's free space is counted on. */
  private static final long FREE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final JournalConfig config;
  private final FileStore disk;
  private final BlockingQueue<Page> pages = new ArrayBlockingQueue<>(PAGES_MAX);
  private final AtomicLong waitingBytes = new AtomicLong();
  private final Thread thread;
  private final ReadWriteLock using = new ReentrantReadWriteLock();
  private volatile Shelf shelf;
  private volatile boolean closing;
  private boolean broken;
  private boolean full;
  private long brokenAtMillis;
  private long freeBytes;
  private long freeAtNanos = System.nanoTime() - FREE_NANOS;
  private long forcedAtNanos = System.nanoTime() - BATCH_NANOS_MIN;

  private Scribe(JournalConfig config, FileStore disk, Shelf shelf) {
    this.config = config;
    this.disk = disk;
    this.shelf = shelf;
    this.thread = new Thread(this::run, "quorate-journal");
    thread.setDaemon(true);
  }

  static Scribe start(JournalConfig config, FileStore disk)
      throws RocksDBException, JournalRefused {
    Shelf shelf = Shelf.open(config.folder());
    try {
      Owner.check(shelf, config);
    } catch (RocksDBException | JournalRefused e) {
      shelf.close();
      throw e;
    }
    Scribe scribe = new Scribe(config, disk, shelf);
    scribe.thread.start();
    return scribe;
  }

  /** Takes something from a shelf. */
  interface Reading<T> {
    T from(Shelf shelf) throws RocksDBException;
  }

  /** Puts what is to be written into a batch. */
  interface Content {
    void into(WriteBatch batch) throws RocksDBException;
  }

  /**
   * One thing to be written.
   *
   * @param force whether it is done only once it is on the disk
   */
  record Page(Content content, long bytes, boolean force, CompletableFuture<Void> done) {
    static Page unforced(Content content, long bytes) {
      return new Page(content, bytes, false, new CompletableFuture<>());
    }
  }

  /** Reads from the shelf, which is not closed meanwhile. */
  <T> T read(Reading<T> reading) throws RocksDBException {
    using.readLock().lock();
    try {
      return reading.from(shelf);
    } finally {
      using.readLock().unlock();
    }
  }

  ColumnFamilyHandle handle(Shelf.Part part) {
    return shelf.handle(part);
  }

  void write(Page page) {
    if (closing) {
      page.done().completeExceptionally(new JournalRefused("the journal is closed"));
      return;
    }
    if (waitingBytes.addAndGet(page.bytes()) > BYTES_MAX || !pages.offer(page)) {
      waitingBytes.addAndGet(-page.bytes());
      page.done().completeExceptionally(new JournalRefused("the disk is too slow: queue full"));
    }
  }

  private void run() {
    List<Page> batch = new ArrayList<>();
    while (!closing || !pages.isEmpty()) {
      try {
        Page first = pages.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          LockSupport.parkNanos(forcedAtNanos + BATCH_NANOS_MIN - System.nanoTime());
          batch.add(first);
          pages.drainTo(batch, BATCH_PAGES_MAX - 1);
          writeAll(batch);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        batch.forEach(page -> waitingBytes.addAndGet(-page.bytes()));
        batch.clear();
      }
    }
  }

  private void writeAll(List<Page> batch) {
    List<Page> rest = batch;
    try {
      mend();
      if (shortOf(batch)) {
        rest = refuseForced(batch);
      }
      boolean force = rest.stream().anyMatch(Page::force);
      try (WriteBatch bytes = new WriteBatch()) {
        for (Page page : rest) {
          page.content().into(bytes);
        }
        shelf.write(bytes, force);
      }
      if (force) {
        forcedAtNanos = System.nanoTime();
      }
      rest.forEach(page -> page.done().complete(null));
    } catch (RocksDBException | RuntimeException | AssertionError e) {
      broke(e);
      JournalRefused why =
          new JournalRefused("the journal cannot be written: " + e.getMessage(), e);
      rest.forEach(page -> page.done().completeExceptionally(why));
    }
  }

  /** Told once a breach; what fails because of it must not put the mending off. */
  private void broke(Throwable why) {
    if (!broken) {
      broken = true;
      brokenAtMillis = System.currentTimeMillis();
      LOG.error("journal broken folder={}", config.folder(), why);
    }
  }

  /** Refuses what is new; what makes room or ends a task is still written. */
  private List<Page> refuseForced(List<Page> batch) {
    JournalRefused why = new JournalRefused("the disk is full: " + config.folder());
    List<Page> rest = new ArrayList<>();
    for (Page page : batch) {
      if (page.force()) {
        page.done().completeExceptionally(why);
      } else {
        rest.add(page);
      }
    }
    return rest;
  }

  private boolean shortOf(List<Page> batch) {
    long needed = batch.stream().filter(Page::force).mapToLong(Page::bytes).sum();
    boolean now = needed > 0 && free() - config.reserveBytes() < needed;
    freeBytes -= needed;
    if (needed > 0 && now != full) {
      full = now;
      LOG.warn("journal full={} folder={}", full, config.folder());
    }
    return now;
  }

  /** Asked now and then only; in between, what is written is counted off. */
  private long free() {
    long now = System.nanoTime();
    if (now - freeAtNanos >= FREE_NANOS) {
      freeAtNanos = now;
      freeBytes = usable();
    }
    return freeBytes;
  }

  private long usable() {
    try {
      return disk.getUsableSpace();
    } catch (IOException e) {
      return 0; // what cannot be asked cannot be promised
    }
  }

  /** After a failed write the database takes no more: it is opened anew, at most once a second. */
  private void mend() throws RocksDBException {
    if (!broken) {
      return;
    }
    if (System.currentTimeMillis() - brokenAtMillis < REOPEN_MILLIS) {
      throw new RocksDBException("it broke a moment ago");
    }
    brokenAtMillis = System.currentTimeMillis();
    using.writeLock().lock();
    try {
      shelf.close();
      shelf = Shelf.open(config.folder());
    } finally {
      using.writeLock().unlock();
    }
    broken = false;
    LOG.info("journal mended folder={}", config.folder());
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    using.writeLock().lock();
    try {
      shelf.close();
    } finally {
      using.writeLock().unlock();
    }
  }
}
