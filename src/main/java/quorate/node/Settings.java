package quorate.node;

import java.time.Duration;
import java.util.List;
import quorate.gateway.GatewayLimits;
import quorate.gateway.access.ApiKeys;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.access.GatewayAccess;
import quorate.node.cluster.BookLimits;
import quorate.node.cluster.ClusterConfig;

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
    GatewayLimits.Patience patience = GatewayLimits.DEFAULTS.patience();
    return new GatewayLimits(
        new GatewayLimits.Sizes(
            gateway.pictureBytes(), gateway.picturePixels(), HEADER_BYTES, TEXT_BYTES),
        new GatewayLimits.Room(
            gateway.sessions(),
            gateway.sessionTasks(),
            gateway.tasks(),
            GatewayLimits.DEFAULTS.room().inFlightBytesMax(),
            gateway.rate()),
        new GatewayLimits.Patience(
            patience.helloMillis(),
            patience.pingMillis(),
            patience.silentMillis(),
            patience.slowReaderMillis(),
            (int) config.keep().sessions().toSeconds()));
  }

  /** Who may come in; the HTTP head has checked the host before, keys come from their file. */
  static Doorkeeper doorkeeper(NodeConfig config) {
    boolean keysRequired = !config.http().loopback();
    GatewayAccess access = new GatewayAccess(keysRequired, List.of("*"), List.of());
    return new Doorkeeper(access, keys(config));
  }

  /** The keys that the configuration names, beside those of the file. */
  static ApiKeys keys(NodeConfig config) {
    return ApiKeys.ofDigests(config.gateway().keys());
  }
}
