package quorate.volunteer;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import quorate.task.Check;
import quorate.task.Reason;
import quorate.wire.Message.NodeSeen;
import quorate.wire.vertx.LineBus;

/**
 * What a volunteer's end of the line is made of.
 *
 * @param gateways to call in turn: {@code ws://} or {@code wss://}, or the {@code http(s)://} of
 *     the same, without a path
 * @param trusted a PEM file of authorities by which gateways are known; the platform's without one
 * @param pictureBytesMax the largest picture that it takes
 * @param seen what the volunteer is now; asked every second
 * @param told who is told how it goes
 * @param refused counts what came in and was refused
 */
public record CallerParts(
    Caller.Self self,
    LineBus bus,
    List<URI> gateways,
    Optional<String> trusted,
    int pictureBytesMax,
    Supplier<NodeSeen> seen,
    Told told,
    Consumer<Reason> refused) {
  /**
   * Who is told how it goes.
   *
   * @param joined each time, the address of the gateway that has taken it
   * @param hopeless once, why no gateway will ever take it, and what is to be done
   */
  public record Told(Consumer<String> joined, Consumer<CallerOrder.GiveUp> hopeless) {}

  /** The most gateways that one may be told to call. */
  public static final int GATEWAYS_MAX = 16;

  public CallerParts {
    Check.argument(
        !gateways.isEmpty() && gateways.size() <= GATEWAYS_MAX,
        "1 to " + GATEWAYS_MAX + " gateways");
    gateways.forEach(CallerParts::check);
    gateways = List.copyOf(gateways);
  }

  /**
   * Checks an address.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public static void check(URI gateway) {
    String scheme = String.valueOf(gateway.getScheme());
    String path = gateway.getPath() == null ? "" : gateway.getPath();
    Check.argument(
        scheme.matches("wss?|https?")
            && gateway.getHost() != null
            && (path.isEmpty() || path.equals("/"))
            && gateway.getUserInfo() == null
            && gateway.getQuery() == null,
        "expected ws://HOST:PORT or wss://HOST[:PORT], not \"" + gateway + "\"");
  }

  static boolean secure(URI gateway) {
    return gateway.getScheme().equals("wss") || gateway.getScheme().equals("https");
  }

  static int port(URI gateway) {
    int standard = secure(gateway) ? 443 : 80;
    return gateway.getPort() < 0 ? standard : gateway.getPort();
  }

  /** As the {@code Host} of a request says it: without the scheme's own port. */
  static String host(URI gateway) {
    int standard = secure(gateway) ? 443 : 80;
    return port(gateway) == standard ? gateway.getHost() : gateway.getHost() + ":" + port(gateway);
  }
}
