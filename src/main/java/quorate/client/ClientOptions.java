package quorate.client;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import quorate.task.Check;

/**
 * How to reach the network, and how patiently.
 *
 * @param addresses gateways ({@code ws://host:port} or {@code wss://…}), the preferred one first
 * @param ca the authority of the gateways' certificates, in PEM; otherwise those that Java knows
 * @param inFlightMax how many tasks are kept at once, submitted and not yet handed on; 1 to 8192
 * @param connectMillis how long a first connection is tried for
 * @param resumeMillis how long a lost connection is tried to be resumed for
 * @param graceMillis how long after a task's own patience its result is waited for
 */
public record ClientOptions(
    List<URI> addresses,
    Optional<String> apiKey,
    Optional<Path> ca,
    int inFlightMax,
    long connectMillis,
    long resumeMillis,
    long graceMillis) {
  public static final int IN_FLIGHT_MAX = 8192;

  public ClientOptions {
    Check.argument(!addresses.isEmpty(), "a client knows at least one gateway");
    Check.argument(1 <= inFlightMax && inFlightMax <= IN_FLIGHT_MAX, "1 <= inFlightMax <= 8192");
    for (URI address : addresses) {
      Check.argument(
          address.getHost() != null
              && ("ws".equals(address.getScheme()) || "wss".equals(address.getScheme())),
          "a gateway's address is like ws://127.0.0.1:8080, not " + address);
    }
    addresses = List.copyOf(addresses);
  }

  /** The defaults: 64 in flight, 5 s to connect, 2 minutes to resume, 30 s of grace. */
  public static ClientOptions to(URI... addresses) {
    return new ClientOptions(
        List.of(addresses), Optional.empty(), Optional.empty(), 64, 5_000, 120_000, 30_000);
  }

  public ClientOptions withCa(Optional<Path> file) {
    return new ClientOptions(
        addresses, apiKey, file, inFlightMax, connectMillis, resumeMillis, graceMillis);
  }

  public ClientOptions withApiKey(Optional<String> key) {
    return new ClientOptions(
        addresses, key, ca, inFlightMax, connectMillis, resumeMillis, graceMillis);
  }

  public ClientOptions withInFlightMax(int tasks) {
    return new ClientOptions(
        addresses, apiKey, ca, tasks, connectMillis, resumeMillis, graceMillis);
  }

  public ClientOptions withPatience(long connect, long resume, long grace) {
    return new ClientOptions(addresses, apiKey, ca, inFlightMax, connect, resume, grace);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "ClientOptions[addresses=" + addresses + ", inFlightMax=" + inFlightMax + "]";
  }
}
