package quorate.node.membership;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import quorate.node.membership.Rejection.Refusal;
import quorate.task.Check;
import quorate.task.NodeId;

/**
 * That a node may be a member: what its certificate says. The certificate is the admission; there
 * is no second document.
 *
 * @param network the network's name
 * @param node whose public key is the certificate's
 * @param addresses host names and IP addresses at which it may be, 1 to {@link #ADDRESSES_MAX}
 * @param from the first moment at which it holds
 * @param until the first moment at which it holds no more
 * @param serial the certificate's number, by which it is revoked
 */
public record Admission(
    String network,
    NodeId node,
    List<String> addresses,
    Instant from,
    Instant until,
    BigInteger serial) {
  /** A node has a public address, a private one, and perhaps a name and IPv6. */
  public static final int ADDRESSES_MAX = 8;

  /** Of a host name (RFC 1035). */
  public static final int ADDRESS_CHARS_MAX = 253;

  public Admission {
    Check.argument(
        !addresses.isEmpty() && addresses.size() <= ADDRESSES_MAX,
        "an admission is for 1 to " + ADDRESSES_MAX + " addresses");
    Check.argument(from.isBefore(until), "an admission ends after it begins");
    addresses = List.copyOf(addresses);
  }

  /** How a certificate names its node: {@code quorate://<network>/<id>} (a URI, RFC 5280). */
  public String uri() {
    return "quorate://" + network + "/" + node.hex();
  }

  /**
   * Why this admission does not let anybody in now; wherever he is.
   *
   * @param network which he wants to be let into
   */
  public Optional<Refusal> refusal(String network, Revocations revocations, Instant now) {
    if (!this.network.equals(network)) {
      return Optional.of(Rejection.OTHER_NETWORK.because(this.network));
    }
    if (now.isBefore(from)) {
      return Optional.of(Rejection.NOT_YET_VALID.because("from " + from + " on, it is " + now));
    }
    if (!now.isBefore(until)) {
      return Optional.of(Rejection.EXPIRED.because("at " + until + ", it is " + now));
    }
    return revocations
        .of(serial)
        .map(revoked -> Rejection.REVOKED.because(revoked.reason().word() + ", " + revoked.at()));
  }
}
