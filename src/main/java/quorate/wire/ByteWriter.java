package quorate.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import quorate.task.Bytes;
import quorate.task.Check;

/** Grows as it is written to; big-endian. */
final class ByteWriter {
  private byte[] array = new byte[256];
  private int size;

  void u8(int value) {
    room(1);
    array[size++] = (byte) value;
  }

  void i32(int value) {
    room(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      array[size++] = (byte) (value >>> shift);
    }
  }

  void i64(long value) {
    i32((int) (value >>> 32));
    i32((int) value);
  }

  void bytes(Bytes value, int max) {
    Check.argument(value.size() <= max, "at most " + max + " bytes");
    i32(value.size());
    room(value.size());
    value.view().get(array, size, value.size());
    size += value.size();
  }

  void text(String value, int max) {
    Bytes utf8 = Bytes.giving(value.getBytes(StandardCharsets.UTF_8));
    bytes(utf8, max);
  }

  Bytes written() {
    return Bytes.giving(Arrays.copyOf(array, size));
  }

  private void room(int more) {
    if (size + more > array.length) {
      array = Arrays.copyOf(array, Math.max(array.length * 2, size + more));
    }
  }
}
