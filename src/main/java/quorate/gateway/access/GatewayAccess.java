package quorate.gateway.access;

import java.util.List;
import java.util.Locale;

/**
 * Who may come in.
 *
 * @param keysRequired whether a key or a ticket is needed; always beyond loopback
 * @param hosts the names by which clients may call this gateway, without a port; empty, or one of
 *     them *, means any
 * @param origins the other sites ({@code https://map.example}) whose pages may use it
 */
public record GatewayAccess(boolean keysRequired, List<String> hosts, List<String> origins) {
  private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

  public GatewayAccess {
    hosts = hosts.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
    origins = origins.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
  }

  /** For a gateway that only this machine reaches: no keys, and no names that lead elsewhere. */
  public static GatewayAccess loopback() {
    return new GatewayAccess(false, LOOPBACK, List.of());
  }

  /** For one that others reach. */
  public static GatewayAccess beyond(List<String> hosts, List<String> origins) {
    return new GatewayAccess(true, hosts, origins);
  }

  boolean knowsHost(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    int port = name.lastIndexOf(':');
    boolean numbered = port > name.lastIndexOf(']');
    return hosts.isEmpty()
        || hosts.contains("*")
        || hosts.contains(numbered ? name.substring(0, port) : name);
  }

  /** Whether a page of this origin may call a gateway that it calls by {@code host}. */
  boolean knowsOrigin(String origin, String host) {
    String named = origin.toLowerCase(Locale.ROOT);
    String own = host.toLowerCase(Locale.ROOT);
    return named.equals("http://" + own)
        || named.equals("https://" + own)
        || origins.contains(named);
  }
}
