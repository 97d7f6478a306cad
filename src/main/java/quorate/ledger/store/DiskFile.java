package quorate.ledger.store;

import java.nio.ByteBuffer;

/** An open file that grows at its end. One thread writes; reads may come from any. */
public interface DiskFile extends AutoCloseable {
  long size() throws StoreRefused;

  /** Writes all of the bytes behind the last; a part of them when it fails. */
  void append(ByteBuffer bytes) throws StoreRefused;

  /**
   * The bytes from {@code at} on; fewer than {@code length} only at the end of the file.
   *
   * @param length at least 0
   */
  ByteBuffer read(long at, int length) throws StoreRefused;

  /** Cuts off what lies behind {@code size}. */
  void truncate(long size) throws StoreRefused;

  /** Returns once everything that was appended is on the disk. */
  void force() throws StoreRefused;

  @Override
  void close();
}
