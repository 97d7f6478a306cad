package quorate.node;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import quorate.gateway.GatewayLimits;
import quorate.gateway.access.ApiKeyFile;
import quorate.gateway.access.ApiKeys;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.access.GatewayAccess;
import quorate.node.cluster.BookLimits;
import quorate.node.cluster.ClusterConfig;
import quorate.task.Digest;

/** What each room is to be told of the node's configuration. */
final class Settings {
  static final List<String> SUBPROTOCOLS = List.of(Doorkeeper.SUBPROTOCOL);

  private static final int HEADER_BYTES = 16 << 10;
  private static final int TEXT_BYTES = 128 << 10;

  private Settings() {}

  static ClusterConfig cluster(NodeConfig config) {
    NodeConfig.Cluster cluster = config.cluster();
    return new ClusterConfig(
        config.network().name(),
        cluster.host(),
        cluster.port(),
        cluster.busPort(),
        cluster.members(),
        cluster.kubernetesService(),
        cluster.publicHost(),
        cluster.silence(),
        Duration.ofMillis(config.shutdown().timeout().toMillis() / 4));
  }

  static BookLimits book(NodeConfig config) {
    return BookLimits.of(
        config.keep().verdicts(), config.keep().sessions(), config.gateway().tasks());
  }

  static GatewayLimits limits(NodeConfig config) {
    NodeConfig.Gateway gateway = config.gateway();
    return GatewayLimits.DEFAULTS
        .withSizes(gateway.pictureBytes(), gateway.picturePixels(), HEADER_BYTES, TEXT_BYTES)
        .withInFlight(gateway.sessionTasks(), gateway.tasks())
        .withRates(gateway.sessions(), gateway.rate());
  }

  /** Keys from the data directory and the configuration; required beyond loopback. */
  static Doorkeeper doorkeeper(NodeConfig config, DataDir dataDir) throws IOException {
    ApiKeys kept = ApiKeyFile.in(dataDir.path()).load();
    List<ApiKeys.Entry> entries = new ArrayList<>(kept.entries());
    for (String digest : config.gateway().keys()) {
      String name = "config-" + digest.substring(0, 8);
      entries.add(new ApiKeys.Entry(name, Digest.ofHex(digest), 0));
    }
    NodeConfig.Http http = config.http();
    GatewayAccess access =
        http.loopback() ? GatewayAccess.loopback() : GatewayAccess.beyond(http.hosts(), List.of());
    return new Doorkeeper(access, new ApiKeys(entries));
  }
}
