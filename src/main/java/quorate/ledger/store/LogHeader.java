package quorate.ledger.store;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import quorate.ledger.store.StoreRefused.Why;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * The beginning of a log: what sort it is, whose, and the salt of its checksums.
 *
 * @param kind a letter for each sort of log
 * @param salt drawn anew for each log, so that nobody can put what looks like a frame of it into
 *     something that it stores
 * @param owner the genesis, or the genesis and the validator
 * @param number its height or generation
 */
record LogHeader(char kind, long salt, Digest owner, long number) {
  static final int BYTES = 61;
  private static final byte VERSION = 1;
  private static final Bytes NAME = Bytes.copyOf(new byte[] {'q', 'u', 'o', 'r', 'a', 't', 'e'});

  ByteBuffer bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.put(NAME.view()).put((byte) kind).put(VERSION);
    bytes.putLong(salt).put(owner.value().view()).putLong(number);
    bytes.putInt(crc(bytes.array()));
    return bytes.flip();
  }

  /** What a frame begins with. */
  int marker() {
    return (int) (salt >>> 32);
  }

  /** Over where a frame is, and what is in it (CRC32C, RFC 3720 §12.1). */
  int crc(long offset, long forced, byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(
        ByteBuffer.allocate(28)
            .putLong(salt)
            .putLong(offset)
            .putLong(forced)
            .putInt(payload.length)
            .flip());
    crc.update(payload);
    return (int) crc.getValue();
  }

  private static int crc(byte[] header) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, BYTES - 4);
    return (int) crc.getValue();
  }

  /**
   * The header of a log; empty when the power went before it was forced, so that nothing can have
   * been kept in it.
   *
   * @throws StoreRefused when it is not ours, another's, of another version, or damaged
   */
  static Optional<LogHeader> read(String name, DiskFile file, char kind, Digest owner)
      throws StoreRefused {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).put(file.read(0, BYTES)).flip();
    boolean holds = bytes.remaining() == BYTES && crc(bytes.array()) == bytes.getInt(BYTES - 4);
    if (!holds && file.size() <= BYTES && unfinished(bytes)) {
      return Optional.empty(); // the first frame would have come after it was forced
    }
    checkName(name, bytes, kind);
    LogHeader header = parsed(bytes);
    if (!holds) {
      throw new StoreRefused(
          Why.DAMAGED, name + " is damaged in its header: move it away and keep it for analysis");
    }
    if (!header.owner.equals(owner)) {
      throw new StoreRefused(
          Why.OTHER_OWNER,
          name + " is of another genesis or validator: give the node its own data folder");
    }
    return Optional.of(header);
  }

  private static boolean unfinished(ByteBuffer bytes) {
    for (int i = 0; i < Math.min(NAME.size(), bytes.remaining()); i++) {
      if (bytes.get(i) != 0 && bytes.get(i) != NAME.at(i)) {
        return false;
      }
    }
    return true;
  }

  private static void checkName(String name, ByteBuffer bytes, char kind) throws StoreRefused {
    boolean ours =
        bytes.remaining() == BYTES
            && bytes.slice(0, NAME.size()).equals(NAME.view())
            && bytes.get(NAME.size()) == (byte) kind;
    if (!ours) {
      throw new StoreRefused(Why.FOREIGN, name + " is not ours: move it out of the data folder");
    }
    byte version = bytes.get(NAME.size() + 1);
    if (version != VERSION) {
      throw new StoreRefused(
          Why.VERSION,
          "%s has format %d, and this program reads %d: use the program that wrote it"
              .formatted(name, version, VERSION));
    }
  }

  private static LogHeader parsed(ByteBuffer bytes) {
    Check.that(bytes.position() == 0, "the whole header");
    byte[] owner = new byte[Digest.BYTES];
    bytes.get(NAME.size() + 10, owner);
    return new LogHeader(
        (char) bytes.get(NAME.size()),
        bytes.getLong(NAME.size() + 2),
        new Digest(Bytes.giving(owner)),
        bytes.getLong(NAME.size() + 10 + Digest.BYTES));
  }
}
