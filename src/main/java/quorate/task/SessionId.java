package quorate.task;

import java.util.UUID;

/** A client's session: what its tasks and its undelivered results belong to. */
public record SessionId(long high, long low) {
  /** No client's: the tasks by which a node warms itself up before it says that it is ready. */
  public static final SessionId REHEARSAL = new SessionId(0, 0);

  public static SessionId of(UUID uuid) {
    return new SessionId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /**
   * Parses the usual 36 characters.
   *
   * @throws IllegalArgumentException when it is no UUID
   */
  public static SessionId parse(String text) {
    return of(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return new UUID(high, low).toString();
  }
}
