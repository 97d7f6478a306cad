package quorate.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.TaskId;

/** Tasks' ids for clients that bring none of their own. */
public final class TaskIds {
  private static final long RANDOM_BITS = 0x3fffffffffffffffL;
  private static final long VARIANT = Long.MIN_VALUE;

  private TaskIds() {}

  /** A UUID of version 7 (RFC 9562): the time, then chance. */
  public static TaskId at(long nowMillis, long chance, long moreChance) {
    long high = (nowMillis << 16) | 0x7000 | (chance & 0xfff);
    return new TaskId(high, (moreChance & RANDOM_BITS) | VARIANT);
  }

  /** The id that an owner's idempotency key stands for: itself when it is one already. */
  public static TaskId ofKey(Digest owner, String key) {
    try {
      return TaskId.parse(key);
    } catch (IllegalArgumentException noUuid) {
      Bytes named = Bytes.giving(key.getBytes(StandardCharsets.UTF_8));
      ByteBuffer digest = Digest.of(owner.value(), named).value().view();
      long high = (digest.getLong() & ~0xf000L) | 0x8000L;
      return new TaskId(high, (digest.getLong() & RANDOM_BITS) | VARIANT);
    }
  }
}
