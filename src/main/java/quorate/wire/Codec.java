package quorate.wire;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import quorate.task.Bytes;
import quorate.task.Reason;

/**
 * Canonical bytes of records: one value has one encoding, and anything else is refused.
 *
 * <p>The form follows from the record itself: its components in their order; integers big-endian; a
 * boolean or an {@code Optional} as a byte 0 or 1; an enum as a byte; text (UTF-8), bytes and lists
 * behind a length of four bytes, bounded by {@link quorate.task.AtMost} before anything is
 * allocated; a sealed type behind its {@link quorate.task.Tag}. No trailing bytes. Golden vectors
 * keep it true.
 */
public final class Codec {
  private static final Map<Class<?>, Shape<?>> SHAPES = new ConcurrentHashMap<>();

  private Codec() {}

  /**
   * The canonical bytes of a value.
   *
   * @param type a record, or a sealed interface of tagged records
   * @throws IllegalArgumentException when a part of it is larger than it may be
   */
  public static <T> Bytes encode(Class<T> type, T value) {
    ByteWriter out = new ByteWriter();
    shape(type).write(out, value);
    return out.written();
  }

  /** The value that the bytes stand for; never throws, whatever the bytes. */
  public static <T> Decoded<T> decode(Class<T> type, Bytes bytes) {
    try {
      ByteReader in = new ByteReader(bytes);
      T value = shape(type).read(in);
      in.end();
      return new Decoded.Value<>(value);
    } catch (ByteReader.Refusal refusal) {
      return new Decoded.Refused<>(refusal.why);
    } catch (IllegalArgumentException invalid) {
      return new Decoded.Refused<>(Reason.MALFORMED); // a record's own check
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> Shape<T> shape(Class<T> type) {
    Shape<?> known = SHAPES.get(type);
    if (known == null) {
      known = Shapes.of(type);
      SHAPES.put(type, known);
    }
    return (Shape<T>) known;
  }

  /** How values of one type are written and read. */
  interface Shape<T> {
    void write(ByteWriter out, T value);

    T read(ByteReader in);
  }
}
