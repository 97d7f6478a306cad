package quorate.ledger.store;

import java.util.Optional;
import quorate.task.Bytes;
import quorate.task.Check;

/**
 * What a height does to one key.
 *
 * @param key 1 to 256 bytes
 * @param value at most 64 KiB; empty when the key goes
 */
public record Change(Bytes key, Optional<Bytes> value) {
  public static final int KEY_BYTES_MAX = 256;
  public static final int VALUE_BYTES_MAX = 64 << 10;

  public Change {
    Check.argument(key.size() >= 1 && key.size() <= KEY_BYTES_MAX, "a key of 1 to 256 bytes");
    Check.argument(
        value.map(Bytes::size).orElse(0) <= VALUE_BYTES_MAX, "a value of at most 64 KiB");
  }

  public static Change put(Bytes key, Bytes value) {
    return new Change(key, Optional.of(value));
  }

  public static Change gone(Bytes key) {
    return new Change(key, Optional.empty());
  }
}
