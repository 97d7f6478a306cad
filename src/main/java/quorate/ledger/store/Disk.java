package quorate.ledger.store;

import java.util.List;

/**
 * One folder of files: no more of a file system than the ledger needs, so that the simulator can
 * take its place. There is no renaming: nothing here depends on its being atomic or durable.
 *
 * <p>What is written may be lost, in part and in any order of its pages, until {@link
 * DiskFile#force}; that a file is there, or is gone, until {@link #forceDirectory}.
 */
public interface Disk {
  /**
   * Opens a file, or makes an empty one.
   *
   * @param name without a folder: letters, digits, {@code -} and {@code .}
   */
  DiskFile open(String name) throws StoreRefused;

  /** The names of all files, in order. */
  List<String> list() throws StoreRefused;

  /** Deletes a file; nothing when there is none. */
  void delete(String name) throws StoreRefused;

  /** Returns once the names of the files are on the disk. */
  void forceDirectory() throws StoreRefused;

  /**
   * Keeps others, also other processes, from taking the same lock until it is closed.
   *
   * @throws StoreRefused with {@code IN_USE} when another has it
   */
  Lock lock(String name) throws StoreRefused;

  /** Held until it is closed, or until its process ends. */
  interface Lock extends AutoCloseable {
    @Override
    void close();
  }
}
