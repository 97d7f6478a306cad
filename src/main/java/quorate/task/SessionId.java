package quorate.task;

import java.util.UUID;

/** A client's session: what its tasks and its undelivered results belong to. */
public record SessionId(long high, long low) {
  /**
   * No client's: the tasks by which a node warms itself up before it says that it is ready. No
   * session is opened under it and no text names it.
   */
  public static final SessionId REHEARSAL = new SessionId(0, 0);

  public static SessionId of(UUID uuid) {
    return new SessionId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /**
   * Parses the usual 36 characters.
   *
   * @throws IllegalArgumentException when it is no UUID, or no client's
   */
  public static SessionId parse(String text) {
    return clients(of(UUID.fromString(text)));
  }

  /**
   * The same, which is a client's.
   *
   * @throws IllegalArgumentException when it is not
   */
  public static SessionId clients(SessionId session) {
    Check.argument(!session.equals(REHEARSAL), "a client's session");
    return session;
  }

  @Override
  public String toString() {
    return new UUID(high, low).toString();
  }
}
