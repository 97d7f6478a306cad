package quorate.gateway;

import java.nio.ByteBuffer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.SessionId;

/**
 * Sessions' ids, which show to whom they belong: the lower half is a digest over the owner and the
 * upper half (a UUID of version 8, RFC 9562). So whoever has a task can tell whether it is a
 * client's own without asking anybody, and nobody makes an id that is another's.
 */
public final class SessionIds {
  private static final Bytes DOMAIN = Bytes.ofHex("71756f726174652f73657373696f6e01");

  /** A bit of the upper half, set in the ids of {@link #rest} and in no other. */
  private static final long REST = 1;

  private SessionIds() {}

  /** A new one of a stream. */
  public static SessionId of(Digest owner, long chance) {
    return of(owner, chance, 0);
  }

  /** That of the tasks which an owner gives by REST. */
  public static SessionId rest(Digest owner) {
    return of(owner, Digest.of(DOMAIN, owner.value()).value().view().getLong(), REST);
  }

  /** Whether it is one of {@link #rest}, which nobody opens. */
  public static boolean isRest(SessionId session) {
    return (session.high() & REST) != 0;
  }

  private static SessionId of(Digest owner, long chance, long kind) {
    long high = (chance & ~(0xf000L | REST)) | 0x8000L | kind;
    return new SessionId(high, low(owner, high));
  }

  public static boolean belongs(SessionId session, Digest owner) {
    return session.low() == low(owner, session.high());
  }

  private static long low(Digest owner, long high) {
    byte[] upper = ByteBuffer.allocate(Long.BYTES).putLong(high).array();
    Digest mixed = Digest.of(DOMAIN, owner.value(), Bytes.giving(upper));
    return (mixed.value().view().getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
  }
}
