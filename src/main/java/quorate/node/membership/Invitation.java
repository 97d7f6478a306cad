package quorate.node.membership;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.NodeId;
import quorate.wire.Codec;
import quorate.wire.Keys;

/**
 * What an operator sends to another: that a node may be admitted. It is bound to the node's key and
 * addresses, ends by itself, and is good for so many admissions; who finds it can do nothing with
 * it.
 *
 * @param network the network's name
 * @param number among the network's invitations, from 1
 * @param node who is invited
 * @param addresses at which, 1 to {@link Admission#ADDRESSES_MAX}
 * @param untilMillis from when on it is good for nothing, in milliseconds since 1970
 * @param uses how many admissions, 1 to {@link #USES_MAX}: the first one and renewals
 */
public record Invitation(
    String network, long number, NodeId node, List<String> addresses, long untilMillis, int uses) {
  /** A renewal a month for two years. */
  public static final int USES_MAX = 24;

  /** An invitation that lies about longer than a month is forgotten, not used. */
  public static final Duration LIFE_MAX = Duration.ofDays(31);

  /** What tells an invitation from whatever else the authority signs. */
  private static final Bytes DOMAIN = Bytes.ofHex("71756f726174652f696e7669746174696f6e01");

  public Invitation {
    Check.argument(number >= 1, "an invitation's number is from 1 on");
    Check.argument(
        !addresses.isEmpty() && addresses.size() <= Admission.ADDRESSES_MAX,
        "an invitation is for 1 to " + Admission.ADDRESSES_MAX + " addresses");
    Check.argument(network.length() <= 64, "a network's name has at most 64 characters");
    addresses.forEach(Invitation::checkAddress);
    Check.argument(1 <= uses && uses <= USES_MAX, "an invitation has 1 to " + USES_MAX + " uses");
    addresses = List.copyOf(addresses);
  }

  /**
   * A host name or an IP address, without a port.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static void checkAddress(String address) {
    boolean numeric = address.matches("[0-9.]+") || address.contains(":");
    boolean valid =
        numeric
            ? address.matches("(\\d{1,3}\\.){3}\\d{1,3}|[0-9a-fA-F:]{2,39}")
            : address.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    Check.argument(
        valid, "expected a host name or an IP address without a port, not \"" + address + "\"");
  }

  public boolean endedAt(Instant now) {
    return now.toEpochMilli() >= untilMillis;
  }

  /** The authority's signature (64 bytes). */
  Bytes sign(Keys authority) {
    return authority.sign(signed());
  }

  boolean signedBy(NodeId authority, Bytes signature) {
    return Keys.verify(authority, signed(), signature);
  }

  /** The form that is signed. */
  private record Canonical(
      @AtMost(64) String network,
      long number,
      NodeId node,
      @AtMost(Admission.ADDRESSES_MAX * (Admission.ADDRESS_CHARS_MAX + 1)) String addresses,
      long untilMillis,
      int uses) {}

  private Bytes signed() {
    Canonical canonical =
        new Canonical(network, number, node, String.join(",", addresses), untilMillis, uses);
    byte[] domain = DOMAIN.toArray();
    byte[] body = Codec.encode(Canonical.class, canonical).toArray();
    byte[] all = java.util.Arrays.copyOf(domain, domain.length + body.length);
    System.arraycopy(body, 0, all, domain.length, body.length);
    return Bytes.giving(all);
  }
}
