package quorate.node;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.node.cluster.Cluster;
import quorate.node.cluster.MembershipVerticle;
import quorate.node.membership.Membership;
import quorate.node.membership.Rejection;
import quorate.node.membership.Strangers;
import quorate.task.NodeId;
import quorate.wire.Keys;

/**
 * How a node comes into the cluster: with its papers, where its network has an authority; otherwise
 * as whoever reaches the ports.
 */
final class Entrance {
  private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

  private final NodeConfig config;
  private final NodeId self;
  private final Optional<Membership> membership;

  private Entrance(NodeConfig config, NodeId self, Optional<Membership> membership) {
    this.config = config;
    this.self = self;
    this.membership = membership;
  }

  /**
   * The entrance of a node.
   *
   * @throws Trouble when its papers do not hold
   */
  static Entrance of(NodeConfig config, DataDir dataDir, Keys keys) {
    String dir = config.network().dir();
    Optional<Membership> membership =
        dir.isEmpty()
            ? Optional.empty()
            : Optional.of(
                Membership.open(Path.of(dir), dataDir.path(), keys, config.network().name()));
    return new Entrance(config, keys.id(), membership);
  }

  /**
   * Joins the cluster. Blocks: for the main thread.
   *
   * @param early is shown Vert.x before it joins
   * @throws Trouble when it cannot
   */
  Cluster join(Metrics metrics, Consumer<Vertx> early) {
    NodeConfig.Cluster cluster = config.cluster();
    if (membership.isEmpty() && !NodeConfig.Http.loopback(cluster.host())) {
      LOG.warn(
          "cluster INSECURE: whoever reaches {} ports {} and {} can read and change all tasks",
          cluster.host(),
          cluster.port(),
          cluster.busPort() == 0 ? "(any)" : cluster.busPort());
    }
    try {
      return Cluster.join(
          Settings.cluster(config),
          self,
          metrics.options(),
          new Cluster.Building(metrics::measuring, early, membership));
    } catch (IllegalStateException e) {
      throw new Trouble(
          "cannot join the cluster: " + e.getMessage(),
          "see that %s:%d is free, that cluster.members are reachable, and that the papers hold: %s"
              .formatted(cluster.host(), cluster.port(), "quorate doctor"),
          e);
    }
  }

  Optional<Membership> membership() {
    return membership;
  }

  /** Whether what a node says is heard. */
  boolean admits(NodeId node) {
    return membership.isEmpty() || membership.get().heard(node);
  }

  /** Keeps the papers and revocations up to date, and says when they do not hold. */
  Future<?> watch(Cluster cluster, Health health, Metrics metrics) {
    if (membership.isEmpty()) {
      return Future.succeededFuture();
    }
    Membership held = membership.get();
    health.require("admitted", () -> held.own().map(Rejection.Refusal::words).orElse(""));
    for (Rejection why : Rejection.values()) {
      metrics.counter(
          "quorate_strangers_total",
          "Strangers kept out of the cluster.",
          Map.of("reason", why.label()),
          () -> held.strangers().of(why));
    }
    for (String door : Strangers.DOORS) {
      metrics.counter(
          "quorate_strangers_pauses_total",
          "How often a door took in nobody for a while, since strangers came too fast.",
          Map.of("door", door),
          () -> held.strangers().pauses(door));
    }
    metrics.gauge(
        "quorate_admission_seconds",
        "How long this node's certificate still holds.",
        Map.of(),
        () -> Duration.between(Instant.now(), held.admission().until()).toSeconds());
    return cluster.vertx().deployVerticle(new MembershipVerticle(cluster, held));
  }
}
