package quorate.ledger.store;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import quorate.task.Bytes;
import quorate.task.Digest;

/**
 * The decided heights of a chain and its state at the last of them.
 *
 * <p>Everything in it is opaque. A height is there whole or not at all, whatever happens, and stays
 * once {@link #write} has returned. One thread writes; any thread reads. After {@link #close}, and
 * after a write that failed, everything is refused rather than guessed; opening it again gives the
 * last height that is whole.
 */
public interface LedgerStore extends AutoCloseable {
  /** The last height; empty in a new store. */
  Optional<Tip> tip() throws StoreRefused;

  /** The first height whose block is here; empty in a new store. */
  OptionalLong lowest() throws StoreRefused;

  /**
   * Stores a height; it is on the disk when this returns.
   *
   * @throws IllegalArgumentException when it is not the one after the tip; a new store takes any
   * @throws StoreRefused when it cannot be; nothing of it is seen then, and no further one is taken
   */
  void write(Committed height) throws StoreRefused;

  /**
   * Puts a height with the whole state in the place of all that is here; it is on the disk when
   * this returns, and until then nothing has changed. Heights before it are here no longer.
   *
   * @param height its state and nodes are all that there is afterwards, and remove nothing
   * @throws IllegalArgumentException when it is not above the tip
   */
  void replace(Committed height) throws StoreRefused;

  /** The header of a height; empty when it is not here. */
  Optional<Bytes> header(long height) throws StoreRefused;

  /** The block of a height; empty when it is not here. */
  Optional<Bytes> block(long height) throws StoreRefused;

  /** The certificate that decided a height; empty when it is not here. */
  Optional<Bytes> commit(long height) throws StoreRefused;

  /** What is under a key of the state at the tip. */
  Optional<Bytes> state(Bytes key) throws StoreRefused;

  /** What is under a key of the tree over the state at the tip. */
  Optional<Bytes> node(Bytes key) throws StoreRefused;

  /** The height with a transaction; of heights that were pruned, perhaps. */
  OptionalLong heightOf(Digest transaction) throws StoreRefused;

  /**
   * The state as it is now, whatever is written afterwards; at most {@link #SNAPSHOTS_MAX} at once.
   * It keeps room on the disk until it is closed.
   */
  Snapshot snapshot() throws StoreRefused;

  /**
   * Lets headers, blocks and certificates below a height go, except the tip's. Some may stay: those
   * from {@link #lowest} on are there.
   */
  void prune(long below) throws StoreRefused;

  @Override
  void close();

  /** The most snapshots that are open at once; a further one is refused with {@code FULL}. */
  int SNAPSHOTS_MAX = 16;

  /** The most entries of one page of a snapshot. */
  int PAGE_ENTRIES_MAX = 65_536;

  /** The state of one height. */
  interface Snapshot extends AutoCloseable {
    Tip tip();

    /**
     * The entries in the order of their keys, from the first key behind {@code after} (from the
     * very first when that is empty).
     *
     * @param max 1 to {@link #PAGE_ENTRIES_MAX}; fewer come only at the end
     */
    List<Entry> page(Optional<Bytes> after, int max) throws StoreRefused;

    @Override
    void close();
  }
}
