package quorate.task;

import java.util.UUID;

/** A task's identity, made by its client: a UUID (version 7 by the SDKs, RFC 9562). */
public record TaskId(long high, long low) implements Comparable<TaskId> {
  public static TaskId of(UUID uuid) {
    return new TaskId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /**
   * Parses the usual 36 characters.
   *
   * @throws IllegalArgumentException when it is no UUID in its canonical form
   */
  public static TaskId parse(String text) {
    UUID uuid = UUID.fromString(text);
    Check.argument(uuid.toString().equalsIgnoreCase(text), "a task id is a UUID of 36 characters");
    return of(uuid);
  }

  @Override
  public int compareTo(TaskId other) {
    int order = Long.compareUnsigned(high, other.high);
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    return new UUID(high, low).toString();
  }
}
