package quorate.volunteer;

import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Locale;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.volunteer.Frame.Challenge;
import quorate.volunteer.Frame.Proved;
import quorate.wire.Codec;
import quorate.wire.Keys;

/**
 * How a volunteer proves its key: it signs the gateway's nonce, and with it everything that would
 * make the signature good for somebody else. The nonce is fresh, so nothing can be replayed. The
 * network, the gateway and the host that was called are in it, and under TLS the digest of the
 * certificate that was shown (the channel binding {@code tls-server-end-point} of RFC 5929), so
 * that a server in between, which has its own name and certificate, cannot hand the challenge of
 * another gateway on and come in there with the volunteer's key.
 */
public final class Proof {
  private static final Bytes DOMAIN =
      Bytes.giving("quorate/volunteer\u0001".getBytes(StandardCharsets.UTF_8));

  /** The channel of a line without TLS, or behind a proxy that ends it. */
  public static final Digest NO_CHANNEL = new Digest(Bytes.giving(new byte[Digest.BYTES]));

  private Proof() {}

  /**
   * Where a line ends, as one of its two ends sees it.
   *
   * @param host name or address with the port, as in the request's {@code Host}; what no name has
   *     is left out of it, so that whatever a request says can be signed
   * @param channel the digest of the server's certificate; {@link #NO_CHANNEL} when none is known
   */
  public record End(@AtMost(End.HOST_BYTES_MAX) String host, Digest channel) {
    static final int HOST_BYTES_MAX = 256;

    public End {
      String plain = host.toLowerCase(Locale.ROOT).replaceAll("[^!-~]", "");
      host = plain.substring(0, Math.min(HOST_BYTES_MAX, plain.length()));
    }
  }

  /** The channel of a connection that this process ends as a server; none without TLS. */
  public static Digest channel(@Nullable SSLSession session) {
    return session == null ? NO_CHANNEL : digest(session.getLocalCertificates());
  }

  /** The same, as the client sees it. */
  static Digest seen(SSLSession session) {
    try {
      return digest(session.getPeerCertificates());
    } catch (SSLPeerUnverifiedException none) {
      return NO_CHANNEL;
    }
  }

  private static Digest digest(Certificate @Nullable [] chain) {
    try {
      return chain == null || chain.length == 0
          ? NO_CHANNEL
          : Digest.of(Bytes.giving(chain[0].getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate in use has its bytes", e);
    }
  }

  /** The volunteer's answer to a challenge. */
  static Proved of(Keys keys, Challenge challenge, End end, long session) {
    Bytes signed = signedBytes(challenge, end, keys.id(), session);
    return new Proved(keys.id(), session, end.channel(), keys.sign(signed));
  }

  /**
   * Whether the answer is one to this challenge, said at this end. Behind a proxy that ends TLS no
   * certificate can be compared; the host still is. Never throws.
   */
  static boolean holds(Proved proved, Challenge challenge, End end) {
    if (!end.channel().equals(NO_CHANNEL) && !end.channel().equals(proved.channel())) {
      return false;
    }
    End seen = new End(end.host(), proved.channel());
    Bytes signed = signedBytes(challenge, seen, proved.volunteer(), proved.session());
    return Keys.verify(proved.volunteer(), signed, proved.signature());
  }

  private static Bytes signedBytes(Challenge challenge, End end, NodeId volunteer, long session) {
    What what = new What(challenge, end, volunteer, session);
    return Digest.of(DOMAIN, Codec.encode(What.class, what)).value();
  }

  /** What is signed. */
  record What(Challenge challenge, End end, NodeId volunteer, long session) {}
}
