package quorate.cli;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import quorate.client.ClientOptions;

/** Whether and where a client checks its gateway: {@code @Mixin SpotCheck spotCheck}. */
final class SpotCheck {
  private static final int PERCENT = 5;
  private static final long GRACE_MILLIS = 2_000; // a check that comes late is none
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  @Option(
      names = "--spot-check",
      paramLabel = "ws://HOST:PORT",
      description = {
        "Ask this gateway, too, about some of the pictures, and compare. They are drawn when their",
        "verdicts are here, so that a gateway that asks only its friends cannot know which. Nobody",
        "pays for those; --ca counts for it, too. Only detections can be compared."
      })
  private @Nullable URI gateway;

  @Option(
      names = "--spot-check-percent",
      description = "How many of them, 1 to 100 in a hundred (default: " + PERCENT + ").")
  private @Nullable Integer percent;

  @Option(
      names = "--spot-check-api-key",
      defaultValue = "${env:QUORATE_SPOT_CHECK_API_KEY}",
      description = {
        "The key that this gateway asks for (default: $QUORATE_SPOT_CHECK_API_KEY); the key of",
        "--server is not sent to it."
      })
  private @Nullable String apiKey;

  /**
   * How the other gateway is reached; empty when nothing is to be checked.
   *
   * @param first how those are reached that are to be checked
   * @throws Failure when what was asked for cannot be
   */
  Optional<ClientOptions> options(ClientOptions first) {
    if (percent != null && (percent < 1 || percent > 100)) {
      throw Failure.usage("--spot-check-percent " + percent + " is not 1 to 100", "see --help");
    }
    if (gateway == null) {
      if (percent != null) {
        throw Failure.usage("--spot-check-percent without --spot-check", "name another gateway");
      }
      return Optional.empty();
    }
    URI other = gateway;
    ClientOptions options = options(first, other);
    if (first.addresses().stream().anyMatch(each -> place(each).equals(place(other)))) {
      throw Failure.usage(
          "--spot-check " + other + " is one of --server", "name one of another operator");
    }
    return Optional.of(options);
  }

  private ClientOptions options(ClientOptions first, URI other) {
    try {
      ClientOptions usual = ClientOptions.to(other);
      return Submit.patient(
          usual
              .withPatience(usual.connectMillis(), usual.resumeMillis(), GRACE_MILLIS)
              .withApiKey(Optional.ofNullable(apiKey).filter(key -> !key.isBlank()))
              .withCa(first.ca())
              .withInFlightMax(first.inFlightMax()));
    } catch (IllegalArgumentException wrong) {
      throw Failure.usage("--spot-check: " + wrong.getMessage(), "example: ws://127.0.0.1:7071");
    }
  }

  /** Of a hundred verdicts so many are drawn. */
  int percent() {
    return percent == null ? PERCENT : percent;
  }

  private static List<String> place(URI address) {
    int usual = "wss".equals(address.getScheme()) ? HTTPS_PORT : HTTP_PORT;
    int port = address.getPort() < 0 ? usual : address.getPort();
    return List.of(address.getHost().toLowerCase(Locale.ROOT), Integer.toString(port));
  }
}
