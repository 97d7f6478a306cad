package quorate.volunteer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import quorate.task.Bytes;
import quorate.task.Digest;

/**
 * The block of addresses that a caller belongs to: who has one address of it usually has them all.
 * It is the first 24 bits of an IPv4 address, and the first 48 of an IPv6 address, the most that
 * one site is given (RFC 6177). Others are told its digest, which tells blocks apart.
 *
 * @param digest over the network and the block; brute force finds the block behind it, so it is
 *     shown to nobody in full
 * @param loopback whether the caller is this machine: all there are one person's, who says by
 *     {@code node.operator} whether they are to count as one
 */
public record AddressBlock(Digest digest, boolean loopback) {
  private static final Bytes DOMAIN =
      Bytes.giving("quorate/block\u0001".getBytes(StandardCharsets.UTF_8));
  private static final int IPV4_BYTES = 3;
  private static final int IPV6_BYTES = 6;

  /** The block of an address in its usual form; what is no address is a block of its own. */
  public static AddressBlock of(Digest network, String address) {
    byte[] block = block(address);
    boolean loopback =
        address.equals("0:0:0:0:0:0:0:1") || address.equals("::1") || address.startsWith("127.");
    return new AddressBlock(
        loopback ? LOOPBACK : Digest.of(DOMAIN, network.value(), Bytes.giving(block)), loopback);
  }

  /** The same in every network: who hears it knows that nothing can be told from it. */
  public static final Digest LOOPBACK = Digest.of(DOMAIN);

  private static byte[] block(String address) {
    String plain = address.replaceFirst("%.*$", "").replaceFirst("^\\[(.*)]$", "$1");
    if (plain.matches("(?i)(::|0:0:0:0:0:)ffff:\\d{1,3}(\\.\\d{1,3}){3}")) {
      return block(plain.substring(plain.lastIndexOf(':') + 1));
    }
    if (plain.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
      String[] parts = plain.split("\\.", -1);
      byte[] bytes = new byte[IPV4_BYTES];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) Integer.parseInt(parts[i]);
      }
      return bytes;
    }
    return plain.matches("[0-9a-fA-F:.]+") && plain.contains(":")
        ? ipv6(plain)
        : plain.getBytes(StandardCharsets.UTF_8);
  }

  /** Its first groups: what stands behind {@code ::} is nothing that the block is made of. */
  private static byte[] ipv6(String address) {
    byte[] bytes = new byte[IPV6_BYTES];
    String[] groups = address.split("::", 2)[0].split(":", -1);
    for (int i = 0; i < IPV6_BYTES / 2 && i < groups.length; i++) {
      int group = group(groups[i]).orElse(0);
      bytes[2 * i] = (byte) (group >>> 8);
      bytes[2 * i + 1] = (byte) group;
    }
    return Arrays.copyOf(bytes, IPV6_BYTES + 1); // longer than any of IPv4
  }

  private static OptionalInt group(String hex) {
    return hex.matches("[0-9a-fA-F]{1,4}")
        ? OptionalInt.of(Integer.parseInt(hex, 16))
        : OptionalInt.empty();
  }
}
