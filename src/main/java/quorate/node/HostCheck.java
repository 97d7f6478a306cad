package quorate.node;

import io.netty.util.NetUtil;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which names requests may be made to, and which pages may make them. A page elsewhere whose name
 * was made to lead here (DNS rebinding) still sends its own name, and so is refused.
 */
final class HostCheck {
  private static final Pattern NUMBERS = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.]+]");

  private final Set<String> names;
  private final boolean any;
  private final boolean named;

  private HostCheck(Set<String> names, boolean named) {
    this.names = names;
    this.any = names.contains("*");
    this.named = named;
  }

  static HostCheck of(NodeConfig.Http config) {
    String open = config.publicAddress().replaceFirst("^https?://", "");
    return new HostCheck(
        Stream.concat(config.hosts().stream(), Stream.of("localhost", config.host(), name(open)))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet()),
        !config.hosts().isEmpty() || !open.isEmpty());
  }

  /** Whether a request to this authority (a {@code Host} header) is for this node. */
  boolean allowsHost(@Nullable String authority) {
    if (authority == null || authority.isEmpty()) {
      return false;
    }
    String name = name(authority).toLowerCase(Locale.ROOT);
    return any || names.contains(name) || NUMBERS.matcher(name).matches();
  }

  /**
   * Whether a request to this authority was made to this node, and not to a machine that has passed
   * it on: that would have another number. A node whose operator names no host takes any number,
   * since behind a NAT it does not know its own.
   *
   * @param localAddress this node's end of the connection
   */
  boolean isOwn(String authority, String localAddress) {
    String name = name(authority).toLowerCase(Locale.ROOT);
    return any || !named || names.contains(name) || sameNumber(name, localAddress);
  }

  private static boolean sameNumber(String one, String other) {
    byte[] number = NetUtil.createByteArrayFromIpAddressString(one);
    return number != null
        && Arrays.equals(number, NetUtil.createByteArrayFromIpAddressString(other));
  }

  /**
   * Whether a page of this origin may do more than read: it came from here, or its name is known.
   */
  boolean allowsOrigin(@Nullable String origin, String authority) {
    if (origin == null) {
      return true; // no browser, or a page of the same origin
    }
    try {
      String from = URI.create(origin).getAuthority();
      return from != null
          && (from.equalsIgnoreCase(authority)
              || any
              || (names.contains(name(from).toLowerCase(Locale.ROOT)) && !local(from)));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Another port of this machine is another program. */
  private static boolean local(String authority) {
    return NodeConfig.Http.loopback(name(authority));
  }

  private static String name(String authority) {
    return authority.replaceFirst(":\\d*$", "");
  }
}
