package quorate.ledger.store;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import quorate.ledger.store.StoreRefused.Why;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * A store of plain logs, whose keys are in memory: for small nodes, and for the simulator, in which
 * it runs over a disk that loses things.
 *
 * <p>A height takes two forces: its history first, then its state, whose end says how far the
 * history goes. Until the second one returns the height does not exist.
 */
public final class FileLedgerStore implements LedgerStore {
  private static final long SEGMENT_BYTES = 64L << 20;
  private static final long GARBAGE_BYTES_MIN = 1L << 20;

  private final Disk.Lock lock;
  private final StateLog state;
  private final History history;
  private int snapshots;
  private boolean broken;
  private boolean closed;

  private FileLedgerStore(Disk.Lock lock, StateLog state, History history) {
    this.lock = lock;
    this.state = state;
    this.history = history;
  }

  /**
   * When files are given up.
   *
   * @param segmentBytes of a log of history, before the next one is begun
   * @param garbageBytesMin of replaced state, before the rest is written anew
   */
  record Sizes(long segmentBytes, long garbageBytesMin) {}

  /**
   * Opens the store of a folder, or makes one.
   *
   * @param genesis the digest of the chain's genesis
   * @param salts chance that nobody can foresee
   * @throws StoreRefused when it is another chain's, damaged, in use, or cannot be written
   */
  public static FileLedgerStore open(Disk disk, Digest genesis, LongSupplier salts)
      throws StoreRefused {
    return open(disk, genesis, salts, new Sizes(SEGMENT_BYTES, GARBAGE_BYTES_MIN));
  }

  static FileLedgerStore open(Disk disk, Digest genesis, LongSupplier salts, Sizes sizes)
      throws StoreRefused {
    Disk.Lock lock = disk.lock("store.lock");
    StateLog state = null;
    try {
      state = StateLog.open(disk, genesis, salts, sizes.garbageBytesMin);
      History history =
          History.open(
              disk,
              genesis,
              salts,
              sizes.segmentBytes,
              state.mark(),
              state.tip().map(Tip::height).orElse(-1L));
      return new FileLedgerStore(lock, state, history);
    } catch (StoreRefused | RuntimeException e) {
      if (state != null) {
        state.close();
      }
      lock.close();
      throw e;
    }
  }

  @Override
  public synchronized Optional<Tip> tip() throws StoreRefused {
    return open().tip();
  }

  @Override
  public synchronized OptionalLong lowest() throws StoreRefused {
    open();
    return history.lowest();
  }

  @Override
  public synchronized void write(Committed height) throws StoreRefused {
    open();
    long next = state.tip().map(tip -> tip.height() + 1).orElse(height.height());
    Check.argument(height.height() == next, "the height after the tip");
    state.checkRoom(height);
    history.checkRoom(height);
    broken = true;
    History.Mark mark = history.append(height);
    state.append(height, mark);
    history.see(height, mark);
    state.compact(snapshots > 0);
    broken = false;
  }

  /** The history in a log of its own, then the state in the next log, whose end commits both. */
  @Override
  public synchronized void replace(Committed height) throws StoreRefused {
    open();
    Check.argument(
        state.tip().map(Tip::height).orElse(-1L) < height.height(), "a height above the tip");
    state.checkRoom(height);
    history.checkRoom(height);
    broken = true;
    History.Mark mark = history.begin(height);
    state.replace(height, mark, snapshots > 0);
    history.see(height, mark);
    history.prune(height.height());
    broken = false;
  }

  @Override
  public synchronized Optional<Bytes> header(long height) throws StoreRefused {
    open();
    return history.header(height);
  }

  @Override
  public synchronized Optional<Bytes> block(long height) throws StoreRefused {
    open();
    return history.block(height);
  }

  @Override
  public synchronized Optional<Bytes> commit(long height) throws StoreRefused {
    open();
    return history.commit(height);
  }

  @Override
  public synchronized Optional<Bytes> state(Bytes key) throws StoreRefused {
    return open().state(key);
  }

  @Override
  public synchronized Optional<Bytes> node(Bytes key) throws StoreRefused {
    return open().node(key);
  }

  @Override
  public synchronized OptionalLong heightOf(Digest transaction) throws StoreRefused {
    open();
    return history.heightOf(transaction);
  }

  @Override
  public synchronized Snapshot snapshot() throws StoreRefused {
    Tip tip =
        open()
            .tip()
            .orElseThrow(() -> new StoreRefused(Why.BROKEN, "a new store has no state yet"));
    if (snapshots == SNAPSHOTS_MAX) {
      throw new StoreRefused(Why.FULL, "16 snapshots are open: close one first");
    }
    snapshots++;
    return new Kept(tip, state.page());
  }

  @Override
  public synchronized void prune(long below) throws StoreRefused {
    open();
    broken = true;
    history.prune(below);
    broken = false;
  }

  private StateLog open() throws StoreRefused {
    if (closed) {
      throw new StoreRefused(Why.CLOSED, "the store is closed");
    }
    if (broken) {
      throw new StoreRefused(Why.BROKEN, "a write to the store failed: start again");
    }
    return state;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      state.close();
      history.close();
      lock.close();
    }
  }

  private final class Kept implements Snapshot {
    private final Tip tip;
    private final StateLog.Page page;
    private boolean given;

    Kept(Tip tip, StateLog.Page page) {
      this.tip = tip;
      this.page = page;
    }

    @Override
    public Tip tip() {
      return tip;
    }

    @Override
    public List<Entry> page(Optional<Bytes> after, int max) throws StoreRefused {
      Check.argument(max >= 1 && max <= PAGE_ENTRIES_MAX, "a page of 1 to 65,536 entries");
      synchronized (FileLedgerStore.this) {
        open();
        if (given) {
          throw new StoreRefused(Why.CLOSED, "the snapshot is closed");
        }
        return page.after(after, max);
      }
    }

    @Override
    public void close() {
      synchronized (FileLedgerStore.this) {
        snapshots -= given ? 0 : 1;
        given = true;
      }
    }
  }
}
