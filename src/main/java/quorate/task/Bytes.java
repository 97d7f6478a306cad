package quorate.task;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes that do not change: the only way in which a message or a record holds an array. */
public final class Bytes implements Comparable<Bytes> {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** A private copy of the array. */
  public static Bytes copyOf(byte[] array) {
    return new Bytes(array.clone());
  }

  /**
   * Takes the array over without a copy: the caller gives it away and must not write to it again.
   */
  public static Bytes giving(byte[] array) {
    return new Bytes(array);
  }

  /**
   * Parses hexadecimal digits.
   *
   * @throws IllegalArgumentException when a character is no hexadecimal digit or their number is
   *     odd
   */
  public static Bytes ofHex(String hex) {
    return new Bytes(HexFormat.of().parseHex(hex));
  }

  public int size() {
    return array.length;
  }

  public byte at(int index) {
    return array[index];
  }

  /** The bytes from {@code start} (inclusive) to {@code end} (exclusive), copied. */
  public Bytes slice(int start, int end) {
    return new Bytes(Arrays.copyOfRange(array, start, end));
  }

  public byte[] toArray() {
    return array.clone();
  }

  /** A read-only view, without a copy. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(array).asReadOnlyBuffer();
  }

  public String hex() {
    return HexFormat.of().formatHex(array);
  }

  /** Unsigned order, byte by byte; a prefix comes before what it begins. */
  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(array, other.array);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  /** The first bytes in hexadecimal digits and the size, for logs. */
  @Override
  public String toString() {
    return array.length <= 16
        ? hex()
        : HexFormat.of().formatHex(array, 0, 8) + "…(" + array.length + ")";
  }
}
