package quorate.ledger.store;

import java.nio.ByteBuffer;
import java.util.Optional;
import quorate.ledger.store.FrameScan.Frame;
import quorate.ledger.store.StoreRefused.Why;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * A file to which frames are appended.
 *
 * <pre>{@code
 * log   = header frame*
 * frame = marker(4) length(4) forced(8) crc32c(4) payload
 * }</pre>
 *
 * <p>{@code forced} is how much of the log was on the disk for certain when the frame was written.
 * It tells what the power cut off from what was damaged: a bad frame is damage only when a later
 * frame says that it had been forced; otherwise everything from it on was never promised, and is
 * cut off. A last frame that was damaged after it was forced looks like one that was cut off: the
 * layer above must know from elsewhere that something is missing (see {@link Restart}).
 *
 * <p>After a write that failed nothing more is written: what the system has kept of it, and what it
 * will keep after a later force that succeeds, cannot be known.
 */
final class FrameLog implements AutoCloseable {
  static final int HEAD_BYTES = 20;
  static final int PAYLOAD_BYTES_MAX = 4 << 20;
  private static final int BUFFER_BYTES = 128 << 10;

  private final String name;
  private final DiskFile file;
  private final LogHeader header;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private long end;
  private long forced;
  private boolean broken;

  private FrameLog(String name, DiskFile file, LogHeader header, long end) {
    this.name = name;
    this.file = file;
    this.header = header;
    this.end = end;
    this.forced = end;
  }

  /** Sees the frames of a log in their order. */
  interface Visitor {
    void frame(long offset, Bytes payload) throws StoreRefused;
  }

  /**
   * A log that was there.
   *
   * @param cutBytes how much the power had left of frames that were never forced
   */
  record Opened(FrameLog log, long cutBytes) {}

  /** A new log, which is there for certain when it returns. What was under its name is gone. */
  static FrameLog create(Disk disk, String name, LogHeader header) throws StoreRefused {
    DiskFile file = disk.open(name);
    try {
      file.truncate(0);
      file.append(header.bytes());
      file.force();
      disk.forceDirectory();
      return new FrameLog(name, file, header, LogHeader.BYTES);
    } catch (StoreRefused | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * A log that is there, without what was cut off; empty when the power went before its header was
   * forced.
   *
   * @throws StoreRefused with {@code DAMAGED} when a frame changed after it was forced
   */
  static Optional<Opened> open(Disk disk, String name, char kind, Digest owner)
      throws StoreRefused {
    DiskFile file = disk.open(name);
    try {
      Optional<LogHeader> header = LogHeader.read(name, file, kind, owner);
      if (header.isEmpty()) {
        file.close();
        return Optional.empty();
      }
      return Optional.of(mended(name, file, header.get()));
    } catch (StoreRefused | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static Opened mended(String name, DiskFile file, LogHeader header) throws StoreRefused {
    FrameScan scan = new FrameScan(file, header);
    long end = LogHeader.BYTES;
    for (Optional<Frame> frame = scan.at(end); frame.isPresent(); frame = scan.at(end)) {
      end = frame.get().end();
    }
    if (end < scan.size() && scan.forcedBeyond(end)) {
      throw new StoreRefused(
          Why.DAMAGED,
          "%s is damaged at byte %d, which had been forced: check the disk, move the file away,"
                  .formatted(name, end)
              + " and let the node catch up before it signs again");
    }
    FrameLog log = new FrameLog(name, file, header, end);
    log.cut(end);
    return new Opened(log, scan.size() - end);
  }

  /**
   * Shows every frame of a log whose checksum holds, also behind damage, and changes nothing; false
   * when the power went before its header was forced.
   */
  static boolean salvage(Disk disk, String name, char kind, Digest owner, Visitor visitor)
      throws StoreRefused {
    try (DiskFile file = disk.open(name)) {
      Optional<LogHeader> header = LogHeader.read(name, file, kind, owner);
      if (header.isEmpty()) {
        return false;
      }
      FrameScan scan = new FrameScan(file, header.get());
      Optional<Frame> frame = scan.next(LogHeader.BYTES);
      while (frame.isPresent()) {
        visitor.frame(frame.get().offset(), frame.get().payload());
        frame = scan.next(frame.get().end());
      }
      return true;
    }
  }

  long number() {
    return header.number();
  }

  /** Where the next frame will begin. */
  long end() {
    return end;
  }

  /** Shows the frames that are in the file, from the first. */
  void each(Visitor visitor) throws StoreRefused {
    drain();
    FrameScan scan = new FrameScan(file, header);
    for (long at = LogHeader.BYTES; at < end; ) {
      Frame frame = frame(scan, at);
      visitor.frame(at, frame.payload());
      at = frame.end();
    }
  }

  /** The payload of the frame that begins there. */
  Bytes read(long offset) throws StoreRefused {
    if (end - buffer.position() <= offset) {
      drain();
    }
    ByteBuffer head = file.read(offset, HEAD_BYTES);
    long length = head.remaining() < HEAD_BYTES ? -1 : head.getInt(4);
    if (length < 0 || length > PAYLOAD_BYTES_MAX) {
      throw damaged(offset);
    }
    byte[] payload = new byte[(int) length];
    ByteBuffer bytes = file.read(offset + HEAD_BYTES, payload.length);
    if (bytes.remaining() < payload.length) {
      throw damaged(offset);
    }
    bytes.get(payload);
    if (header.crc(offset, head.getLong(8), payload) != head.getInt(16)) {
      throw damaged(offset);
    }
    return Bytes.giving(payload);
  }

  private Frame frame(FrameScan scan, long offset) throws StoreRefused {
    Optional<Frame> frame = scan.at(offset);
    if (frame.isEmpty()) {
      throw damaged(offset);
    }
    return frame.get();
  }

  private StoreRefused damaged(long offset) {
    return new StoreRefused(
        Why.DAMAGED,
        "%s is damaged at byte %d: check the disk and let the node catch up anew"
            .formatted(name, offset));
  }

  /**
   * Appends a frame, which is not on the disk before {@link #force}.
   *
   * @return where it begins
   */
  long append(Bytes payload) throws StoreRefused {
    Check.argument(payload.size() <= PAYLOAD_BYTES_MAX, "a frame of at most 4 MiB");
    whole();
    byte[] array = payload.toArray();
    if (buffer.remaining() < HEAD_BYTES + array.length) {
      drain();
    }
    long at = end;
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
    head.putInt(header.marker()).putInt(array.length).putLong(forced);
    head.putInt(header.crc(at, forced, array)).flip();
    if (HEAD_BYTES + array.length > buffer.capacity()) {
      write(ByteBuffer.allocate(HEAD_BYTES + array.length).put(head).put(array).flip());
    } else {
      buffer.put(head).put(array);
    }
    end = at + HEAD_BYTES + array.length;
    return at;
  }

  /** Returns once everything that was appended is on the disk. */
  void force() throws StoreRefused {
    drain();
    whole();
    if (forced == end) {
      return;
    }
    broken = true;
    file.force();
    broken = false;
    forced = end;
  }

  /** Cuts off what begins at {@code offset}; returns once what is before it is on the disk. */
  void cut(long offset) throws StoreRefused {
    drain();
    whole();
    broken = true;
    if (offset < file.size()) {
      file.truncate(offset);
    }
    file.force(); // also what somebody wrote, did not force, and we have read
    broken = false;
    end = offset;
    forced = offset;
  }

  private void drain() throws StoreRefused {
    if (buffer.position() > 0) {
      whole();
      write(buffer.flip());
      buffer.clear();
    }
  }

  private void write(ByteBuffer bytes) throws StoreRefused {
    broken = true;
    file.append(bytes);
    broken = false;
  }

  private void whole() throws StoreRefused {
    if (broken) {
      throw new StoreRefused(
          Why.BROKEN, name + " takes nothing more after a write that failed: start again");
    }
  }

  /** What was not forced is lost, as with the power. */
  @Override
  public void close() {
    broken = true;
    file.close();
  }
}
