package quorate.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import quorate.task.Bytes;
import quorate.task.Reason;

/** Reads somebody else's bytes: checks each length before it allocates. */
final class ByteReader {
  private final ByteBuffer in;

  ByteReader(Bytes bytes) {
    this.in = bytes.view();
  }

  int u8() {
    need(1);
    return in.get() & 0xff;
  }

  int i32() {
    need(4);
    return in.getInt();
  }

  long i64() {
    need(8);
    return in.getLong();
  }

  /** A byte that is less than {@code end}. */
  int below(int end) {
    int value = u8();
    if (value >= end) {
      throw new Refusal(Reason.MALFORMED);
    }
    return value;
  }

  /** A length of at most {@code max}, none of whose items can be missing. */
  int length(int max) {
    int length = i32();
    if (length < 0 || length > max) {
      throw new Refusal(Reason.TOO_LARGE);
    }
    need(length); // every item takes at least one byte
    return length;
  }

  Bytes bytes(int max) {
    byte[] array = new byte[length(max)];
    in.get(array);
    return Bytes.giving(array);
  }

  String text(int max) {
    try {
      ByteBuffer utf8 = bytes(max).view();
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(Reason.MALFORMED);
    }
  }

  void end() {
    if (in.hasRemaining()) {
      throw new Refusal(Reason.MALFORMED);
    }
  }

  private void need(int bytes) {
    if (in.remaining() < bytes) {
      throw new Refusal(Reason.MALFORMED);
    }
  }

  /** Ends the reading; caught by {@link Codec#decode} and nowhere else. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    final transient Reason why;

    Refusal(Reason why) {
      super(why.name(), null, false, false); // no stack trace: hostile bytes must be cheap
      this.why = why;
    }
  }
}
