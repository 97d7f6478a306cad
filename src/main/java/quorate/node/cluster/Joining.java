package quorate.node.cluster;

import com.hazelcast.config.Config;
import io.vertx.core.Vertx;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.function.Consumer;

/**
 * Vert.x's way into the cluster, which shows Vert.x before it joins: joining may take long, and
 * what needs no cluster, such as saying that this node is alive, can begin.
 */
final class Joining extends HazelcastClusterManager {
  private final Consumer<Vertx> early;

  Joining(Config config, Consumer<Vertx> early) {
    super(config);
    this.early = early;
  }

  @Override
  public void init(Vertx vertx) {
    super.init(vertx);
    early.accept(vertx);
  }
}
