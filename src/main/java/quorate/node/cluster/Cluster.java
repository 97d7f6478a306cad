package quorate.node.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.DefaultNodeContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.node.membership.Membership;
import quorate.node.membership.Rejection;
import quorate.task.NodeId;

/**
 * This node as a member of the cluster, and the Vert.x that speaks through it.
 *
 * <p>Vert.x begins first: Hazelcast starts while it joins, and ends when all that is deployed has
 * ended and Vert.x with it.
 */
public final class Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
  private static final long JOIN_SECONDS = 330; // Hazelcast gives up after 300

  /** A peer that does not answer for longer is given up; what is said to it meanwhile is lost. */
  private static final int PEER_SILENCE_MILLIS = 5_000;

  private final ClusterConfig config;
  private final Joining joining;
  private final HazelcastInstance hazelcast;
  private final Vertx vertx;
  private final long since;
  private final Majority majority;

  private Cluster(ClusterConfig config, Joining joining, Vertx vertx, long since) {
    this.config = config;
    this.joining = joining;
    this.hazelcast = joining.hazelcast();
    this.vertx = vertx;
    this.since = since;
    this.majority = new Majority(config.absence().toMillis());
    watch(event -> tell("joined", event), event -> tell("lost", event));
    whenGone(node -> majority.lost(node, steadyMillis()));
  }

  /**
   * Joins the cluster, or begins one. Blocks: for the main thread.
   *
   * @param options of Vert.x; the event bus's address is set here
   * @param building what else to build Vert.x with, and who is shown it before it joins
   * @throws IllegalStateException when the port is taken or the cluster refuses this node
   */
  public static Cluster join(
      ClusterConfig config, NodeId self, VertxOptions options, Building building) {
    long since = System.currentTimeMillis();
    Continuations.bound();
    HazelcastClock.set();
    Config settings = Settings.of(config, self, since);
    boolean guarded = building.membership().isPresent();
    Callers callers = Callers.of(guarded ? config.members() : List.of());
    Joining joining = new Joining(settings, building.context(callers), building.early());
    options.setEventBusOptions(eventBus(config, options.getEventBusOptions()));
    options.setEventLoopPoolSize(eventLoops(Runtime.getRuntime().availableProcessors()));
    building.membership().ifPresent(each -> BusDoor.close(options.getEventBusOptions(), each));
    try {
      Vertx vertx =
          building
              .more()
              .apply(Vertx.builder().with(options))
              .withClusterManager(joining)
              .buildClustered()
              .await(JOIN_SECONDS, TimeUnit.SECONDS);
      Cluster cluster = new Cluster(config, joining, vertx, since);
      building.membership().ifPresent(each -> cluster.guarded(each, callers));
      if (!HazelcastClock.isTaken()) {
        LOG.warn(
            "cluster time jumps when this machine's clock is set: Hazelcast was loaded before");
      }
      return cluster;
    } catch (TimeoutException | RuntimeException e) {
      joining.end();
      throw new IllegalStateException(String.valueOf(e.getMessage()), e);
    }
  }

  /** A node that others refuse must not think that it is the cluster. */
  private void guarded(Membership membership, Callers callers) {
    BusDoor.guard(vertx, membership, callers);
    Optional<Rejection.Refusal> refusal = membership.unjoined();
    if (refusal.isPresent() && members().size() == 1) {
      leave();
      throw new IllegalStateException(refusal.get().words());
    }
  }

  /**
   * One for every two processors. Rooms talk to one another all the time: on a loop of their own
   * each word wakes another thread, and the processors are the models' to use.
   */
  static int eventLoops(int processors) {
    return Math.max(1, processors / 2);
  }

  /**
   * How Vert.x is built.
   *
   * @param more what else to build it with, such as metrics
   * @param early is shown it before it joins, on the thread that joins
   * @param membership by which members know each other; without one whoever reaches the ports is
   *     let in
   */
  public record Building(
      UnaryOperator<VertxBuilder> more, Consumer<Vertx> early, Optional<Membership> membership) {
    public static final Building PLAIN =
        new Building(UnaryOperator.identity(), vertx -> {}, Optional.empty());

    DefaultNodeContext context(Callers callers) {
      return membership
          .<DefaultNodeContext>map(each -> Guard.of(each, callers))
          .orElseGet(SelfConnect::context);
    }
  }

  /** Without this, Vert.x would pick an address of its own beside a given Hazelcast. */
  private static EventBusOptions eventBus(ClusterConfig config, EventBusOptions options) {
    options
        .setHost(config.host())
        .setPort(config.busPort())
        .setConnectTimeout(PEER_SILENCE_MILLIS)
        .setClusterPingInterval(PEER_SILENCE_MILLIS)
        .setClusterPingReplyInterval(PEER_SILENCE_MILLIS);
    if (!config.publicHost().isEmpty()) {
      options.setClusterPublicHost(config.publicHost());
    }
    return options;
  }

  public Vertx vertx() {
    return vertx;
  }

  /** The cluster's port: the given one, or the free one that was found. */
  public int port() {
    return hazelcast.getCluster().getLocalMember().getAddress().getPort();
  }

  /** The event bus's port, likewise. */
  public int busPort() {
    return joining.getNodeInfo().port();
  }

  /** The nodes that are members now, this one too. */
  public List<NodeId> members() {
    return leaders().keySet().stream().map(Leader::node).distinct().sorted().toList();
  }

  /** Whether every partition has its backup: then any one member may go. Blocks for a moment. */
  public boolean safe() {
    return hazelcast.getPartitionService().isClusterSafe();
  }

  /** A node says of itself whether it is about to leave: then it will not have vanished. */
  void says(NodeId node, boolean leaves) {
    if (members().contains(node)) { // volunteers speak, too
      majority.says(node, leaves, steadyMillis());
    }
  }

  /** Whether this node may be in the smaller part of a cut, also while the cut is not yet plain. */
  boolean inDoubt() {
    return majority.inDoubt(members(), steadyMillis());
  }

  /** Of a clock that nobody sets. */
  private static long steadyMillis() {
    return System.nanoTime() / 1_000_000;
  }

  /** Why this node may be in the smaller part of a network that was cut; empty when it is not. */
  public String cutOff() {
    return majority
        .minority(this::members, steadyMillis())
        .map(part ->
            "%d of %d nodes are here; the others vanished without leaving and may go on elsewhere."
                    .formatted(part.present(), part.known())
                + " Waiting for more than half, or %d s more (cluster.absence)"
                    .formatted(part.forMillis() / 1000))
        .orElse("");
  }

  /** Whether no member is missing that may live on beyond a cut. */
  boolean whole() {
    return majority.whole(members(), steadyMillis());
  }

  /** Whether what parts of the cluster have kept may not be merged yet. */
  boolean merging() {
    return majority.merging(members(), steadyMillis());
  }

  /** Whether what is not kept here may be elsewhere: beyond a cut, or on its way in a merge. */
  boolean incomplete() {
    return merging() || inDoubt();
  }

  /** Calls back when a node has left or died and is not back; on a thread of the cluster. */
  public void whenGone(Consumer<NodeId> told) {
    watch(
        joined -> {},
        lost ->
            leader(lost.getMember())
                .map(Leader::node)
                .filter(node -> !members().contains(node))
                .ifPresent(told));
  }

  private void watch(Consumer<MembershipEvent> joined, Consumer<MembershipEvent> lost) {
    hazelcast
        .getCluster()
        .addMembershipListener(
            new MembershipListener() {
              @Override
              public void memberAdded(MembershipEvent event) {
                joined.accept(event);
              }

              @Override
              public void memberRemoved(MembershipEvent event) {
                lost.accept(event);
              }
            });
  }

  private static void tell(String what, MembershipEvent event) {
    LOG.info("cluster {}={} members={}", what, brief(event), event.getMembers().size());
  }

  /**
   * Leaves the cluster: first all that is deployed ends, then Hazelcast hands its partitions over;
   * the configured time is for each. Blocks: for the main thread.
   */
  public void leave() {
    try {
      vertx.close().await(2 * config.leave().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | RuntimeException e) {
      LOG.warn("cluster leaving: Vert.x did not close in time", e);
    }
    joining.end();
  }

  HazelcastInstance hazelcast() {
    return hazelcast;
  }

  /** When this process began: what tells it from an earlier one of the same node. */
  long since() {
    return since;
  }

  /** Done on the caller's context; the work runs where it may block. */
  <T> Future<T> blocking(java.util.concurrent.Callable<T> work) {
    return vertx.executeBlocking(work, false);
  }

  /** Who may lead tasks now. */
  Map<Leader, Member> leaders() {
    return hazelcast.getCluster().getMembers().stream()
        .filter(member -> leader(member).isPresent())
        .collect(
            Collectors.toMap(
                member -> leader(member).orElseThrow(), member -> member, (one, other) -> one));
  }

  private static Optional<Leader> leader(Member member) {
    String node = member.getAttribute(Settings.NODE);
    String since = member.getAttribute(Settings.SINCE);
    try {
      return node == null || since == null
          ? Optional.empty()
          : Optional.of(new Leader(NodeId.ofHex(node), Long.parseLong(since)));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static String brief(MembershipEvent event) {
    return leader(event.getMember()).map(leader -> leader.node().brief()).orElse("unknown");
  }

  /** A node's process: the same node begun anew is another. */
  record Leader(NodeId node, long since) {}
}
