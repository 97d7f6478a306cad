package quorate.node.cluster;

import io.vertx.core.VertxOptions;
import java.util.List;
import quorate.wire.Keys;

/** Members of a cluster in one process, for tests: on loopback, on free ports. */
public final class Members {
  private Members() {}

  /** A member that joins others, or begins a cluster. */
  public static Cluster join(String name, Keys keys, Cluster... others) {
    List<String> addresses =
        List.of(others).stream().map(other -> "127.0.0.1:" + other.port()).toList();
    return Cluster.join(
        ClusterConfig.loopback(name, 0, addresses),
        keys.id(),
        new VertxOptions(),
        Cluster.Building.PLAIN);
  }

  /** As kill -9 does: nothing is handed over. */
  public static void kill(Cluster member) {
    member.hazelcast().getLifecycleService().terminate();
    member.vertx().close();
  }
}
