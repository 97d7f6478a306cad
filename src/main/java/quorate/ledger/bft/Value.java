package quorate.ledger.bft;

import java.nio.charset.StandardCharsets;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Digest;

/**
 * What is decided at a height: a block, of which nothing is understood here but that its id binds
 * every byte. (An id that did not would let anyone who relays a genuine proposal spoil its
 * content.)
 *
 * <p>The header is hashed apart from the body, so that one who has only the header and the body's
 * digest can check a commit certificate.
 */
public record Value(@AtMost(HEADER_BYTES_MAX) Bytes header, @AtMost(BODY_BYTES_MAX) Bytes body) {
  public static final int HEADER_BYTES_MAX = 16 * 1024;
  public static final int BODY_BYTES_MAX = 2 * 1024 * 1024;

  private static final Bytes DOMAIN =
      Bytes.giving("quorate/ledger/value\u0001".getBytes(StandardCharsets.UTF_8));

  /** Computed anew each time: hashes the whole content. */
  public Digest id() {
    return id(Digest.of(header), Digest.of(body));
  }

  /** The id of the value whose header and body have these SHA-256 digests. */
  public static Digest id(Digest header, Digest body) {
    return Digest.of(DOMAIN, header.value(), body.value());
  }
}
