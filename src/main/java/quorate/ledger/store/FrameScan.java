package quorate.ledger.store;

import java.nio.ByteBuffer;
import java.util.Optional;
import quorate.task.Bytes;

/** Reads frames, and looks for them where there should be some. */
final class FrameScan {
  private static final int WINDOW_BYTES = 1 << 20;

  private final DiskFile file;
  private final LogHeader header;
  private final long size;
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowAt;

  FrameScan(DiskFile file, LogHeader header) throws StoreRefused {
    this.file = file;
    this.header = header;
    this.size = file.size();
  }

  /**
   * A frame whose checksum holds.
   *
   * @param forced how much of the log was on the disk for certain when it was written
   */
  record Frame(long offset, long forced, Bytes payload) {
    long end() {
      return offset + FrameLog.HEAD_BYTES + payload.size();
    }
  }

  long size() {
    return size;
  }

  /** The frame that begins there; empty when none does. */
  Optional<Frame> at(long offset) throws StoreRefused {
    if (size - offset < FrameLog.HEAD_BYTES) {
      return Optional.empty();
    }
    ByteBuffer head = bytes(offset, FrameLog.HEAD_BYTES);
    if (head.remaining() < FrameLog.HEAD_BYTES || head.getInt() != header.marker()) {
      return Optional.empty();
    }
    int length = head.getInt();
    long forced = head.getLong();
    int crc = head.getInt();
    boolean possible =
        length >= 0
            && length <= FrameLog.PAYLOAD_BYTES_MAX
            && length <= size - offset - FrameLog.HEAD_BYTES
            && forced <= offset;
    if (!possible) {
      return Optional.empty();
    }
    byte[] payload = new byte[length];
    bytes(offset + FrameLog.HEAD_BYTES, length).get(payload);
    return header.crc(offset, forced, payload) == crc
        ? Optional.of(new Frame(offset, forced, Bytes.giving(payload)))
        : Optional.empty();
  }

  /** The first frame at {@code from} or anywhere behind it. */
  Optional<Frame> next(long from) throws StoreRefused {
    long at = from;
    while (size - at >= FrameLog.HEAD_BYTES) {
      Optional<Frame> frame = at(at);
      if (frame.isPresent()) {
        return frame;
      }
      at = marker(at + 1);
    }
    return Optional.empty();
  }

  /**
   * Whether a later frame says that the log was forced beyond {@code bad}: then the power did not
   * do it. Pages that were not forced are written in any order, so that a good frame behind a bad
   * one proves nothing by itself.
   */
  boolean forcedBeyond(long bad) throws StoreRefused {
    for (Optional<Frame> frame = next(bad + 1);
        frame.isPresent();
        frame = next(frame.orElseThrow().end())) {
      if (frame.orElseThrow().forced() > bad) {
        return true;
      }
    }
    return false;
  }

  private long marker(long from) throws StoreRefused {
    long at = from;
    while (size - at >= FrameLog.HEAD_BYTES) {
      ByteBuffer bytes = bytes(at, (int) Math.min(WINDOW_BYTES, size - at));
      for (int i = 0; i + 4 <= bytes.remaining(); i++) {
        if (bytes.getInt(bytes.position() + i) == header.marker()) {
          return at + i;
        }
      }
      at += bytes.remaining() - 3;
    }
    return size;
  }

  private ByteBuffer bytes(long at, int length) throws StoreRefused {
    if (at < windowAt || at + length > windowAt + window.limit()) {
      window = file.read(at, Math.max(length, WINDOW_BYTES));
      windowAt = at;
    }
    int start = (int) (at - windowAt);
    return window.slice(start, Math.min(length, window.limit() - start));
  }
}
