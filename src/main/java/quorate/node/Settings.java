package quorate.node;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import quorate.gateway.GatewayLimits;
import quorate.gateway.access.ApiKeys;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.access.GatewayAccess;
import quorate.gateway.journal.Journal;
import quorate.gateway.journal.JournalConfig;
import quorate.gateway.journal.JournalRefused;
import quorate.inference.Fault;
import quorate.inference.ModelStore;
import quorate.inference.Models;
import quorate.inference.tensorflow.Detector;
import quorate.node.cluster.BookLimits;
import quorate.node.cluster.ClusterConfig;
import quorate.task.NodeId;
import quorate.trust.TrustPolicy;
import quorate.volunteer.DoorPolicy;
import quorate.volunteer.Frame;

/** What each room is to be told of the node's configuration. */
final class Settings {
  static final List<String> SUBPROTOCOLS = List.of(Doorkeeper.SUBPROTOCOL, Frame.SUBPROTOCOL);

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
        cluster.absence(),
        Duration.ofMillis(config.shutdown().timeout().toMillis() / 4));
  }

  static BookLimits book(NodeConfig config) {
    NodeConfig.Keep keep = config.keep();
    return new BookLimits(
        keep.verdicts(),
        keep.sessions(),
        config.gateway().tasks(),
        BookLimits.TOLD_MAX,
        keep.verdictBytes(),
        keep.pictureBytes());
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

  /** What volunteers may do, and whether there may be any. */
  static DoorPolicy volunteers(NodeConfig config) {
    return DoorPolicy.DEFAULT.with(config.volunteers().max(), config.volunteers().perBlock());
  }

  static boolean admitsVolunteers(NodeConfig config) {
    return switch (config.volunteers().admit()) {
      case AUTO -> config.http().loopback();
      case ALWAYS -> true;
      case NEVER -> false;
    };
  }

  static TrustPolicy trust(NodeConfig.Trust trust) {
    TrustPolicy usual = TrustPolicy.DEFAULT;
    return new TrustPolicy(
        trust.answers(),
        trust.after().toMillis(),
        trust.auditPercent() * 10_000,
        usual.auditFactor(),
        trust.newcomerPercent() * 10_000,
        trust.operators(),
        trust.crowd(),
        usual.margin(),
        usual.wrong(),
        usual.lying(),
        usual.falseBans(),
        usual.tolerated(),
        trust.epoch().toMillis(),
        usual.nodesMax());
  }

  /** The models of a node, as it uses them when it was told to be at fault. */
  static Models models(Fault fault, DataDir dataDir, NodeId self) throws IOException {
    return Models.of(ModelStore.open(dataDir.path()), Detector::load, fault, self.hashCode());
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

  /** The journal of a node's data directory. */
  static Journal journal(NodeConfig config, DataDir dataDir, NodeId self) {
    try {
      return Journal.open(
          JournalConfig.of(dataDir.path().resolve("journal"), self, config.network().name()));
    } catch (JournalRefused e) {
      throw new Trouble(
          "the journal cannot be used: " + e.getMessage(),
          "start with the data directory and network that it belongs to, or move it away",
          e);
    }
  }
}
