package quorate.client;

import java.util.random.RandomGenerator;
import quorate.task.Check;
import quorate.task.TaskId;

/**
 * Makes task ids: UUIDs of version 7 (RFC 9562), each greater than the one before, also within one
 * millisecond and when the clock steps back.
 *
 * <p>48 bits of milliseconds, 12 bits that count within a millisecond (method 1 of §6.2), 62 bits
 * of chance. A full counter borrows the next millisecond.
 */
public final class TaskIds {
  private static final long COUNT_MAX = 0xFFF;
  private static final long MILLIS_MAX = (1L << 48) - 1;

  private final RandomGenerator chance;
  private long millis = -1;
  private long count;

  public TaskIds(RandomGenerator chance) {
    this.chance = chance;
  }

  /** The next id, at a time in milliseconds since the epoch of Unix. */
  public synchronized TaskId next(long nowMillis) {
    Check.argument(0 <= nowMillis && nowMillis <= MILLIS_MAX, "a time of 48 bits");
    if (nowMillis > millis) {
      millis = nowMillis;
      count = chance.nextLong(COUNT_MAX / 4);
    } else if (count < COUNT_MAX) {
      count++;
    } else {
      millis++;
      count = 0;
    }
    long high = millis << 16 | 0x7000 | count;
    long low = chance.nextLong() >>> 2 | Long.MIN_VALUE;
    return new TaskId(high, low);
  }
}
