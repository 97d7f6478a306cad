package quorate.node.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.AttributeConfig;
import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.ExecutorConfig;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.SocketInterceptorConfig;
import com.hazelcast.spi.merge.PassThroughMergePolicy;
import com.hazelcast.spi.merge.PutIfAbsentMergePolicy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import quorate.task.NodeId;

/** Hazelcast's configuration: only what is needed, everything else off. */
final class Settings {
  static final String TASKS = "quorate.tasks";
  static final String PICTURES = "quorate.pictures";
  static final String SESSIONS = "quorate.sessions";
  static final String BEATS = "quorate.beats";
  static final String PROMISES = "quorate.promises";

  /** Member attributes: who it is, and when its process began. */
  static final String NODE = "quorate.node";

  static final String SINCE = "quorate.since";

  private static final int BACKUPS = 1;

  private Settings() {}

  static Config of(ClusterConfig cluster, NodeId self, long since) {
    Config config = new Config();
    config.setClusterName(cluster.name());
    config.setClassLoader(Settings.class.getClassLoader());
    config.getMemberAttributeConfig().setAttribute(NODE, self.hex());
    config.getMemberAttributeConfig().setAttribute(SINCE, Long.toString(since));
    timing(config, cluster);
    closed(config);
    network(config.getAdvancedNetworkConfig(), cluster);
    config.addExecutorConfig(new ExecutorConfig("hz:io", Doorman.THREADS));
    config.setProperty("hazelcast.socket.bind.any", Boolean.toString(any(cluster.host())));
    vertx(config);
    maps(config);
    return config;
  }

  private static void timing(Config config, ClusterConfig cluster) {
    long silence = cluster.silence().toSeconds();
    config
        .setProperty("hazelcast.heartbeat.interval.seconds", silence < 6 ? "1" : "2")
        .setProperty("hazelcast.max.no.heartbeat.seconds", Long.toString(silence))
        .setProperty("hazelcast.merge.first.run.delay.seconds", "15")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "10")
        .setProperty("hazelcast.wait.seconds.before.join", "0")
        .setProperty("hazelcast.operation.call.timeout.millis", "15000")
        // A write whose backup is not confirmed fails: what is promised must be on two members.
        .setProperty("hazelcast.operation.fail.on.indeterminate.state", "true")
        .setProperty(
            "hazelcast.graceful.shutdown.max.wait", Long.toString(cluster.leave().toSeconds()))
        .setProperty("hazelcast.partition.count", "271")
        // Not fewer IO threads than the default 3: with one, a frozen peer stalls heartbeats.
        .setProperty("hazelcast.logging.type", "slf4j");
  }

  /** No doors but the members' own, and nothing that runs what others send. */
  private static void closed(Config config) {
    config
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.jmx", "false");
    config.getJetConfig().setEnabled(false).setResourceUploadEnabled(false);
    config.getMetricsConfig().setEnabled(false);
    config
        .getManagementCenterConfig()
        .setScriptingEnabled(false)
        .setConsoleEnabled(false)
        .setDataAccessEnabled(false);
    config.getIntegrityCheckerConfig().setEnabled(false);
    config
        .getSerializationConfig()
        .setCheckClassDefErrors(true)
        .setEnableCompression(false)
        .addDataSerializableFactory(Serializables.FACTORY, new Serializables())
        .setJavaSerializationFilterConfig(filter());
  }

  /** Hazelcast sends its exceptions by Java serialization; nothing else has to come in that way. */
  private static JavaSerializationFilterConfig filter() {
    ClassFilter allowed = new ClassFilter();
    allowed.addPrefixes(
        "com.hazelcast.",
        "java.lang.",
        "java.util.Collections$",
        "java.util.concurrent.",
        "[Ljava.lang.");
    allowed.addClasses(
        "java.util.ArrayList",
        "java.io.IOException",
        "java.io.EOFException",
        "java.io.UncheckedIOException",
        "java.net.SocketException",
        "java.util.NoSuchElementException");
    return new JavaSerializationFilterConfig().setDefaultsDisabled(true).setWhitelist(allowed);
  }

  private static void network(AdvancedNetworkConfig network, ClusterConfig cluster) {
    ServerSocketEndpointConfig members = new ServerSocketEndpointConfig();
    members.setPort(cluster.port()).setPortAutoIncrement(false);
    if (!any(cluster.host())) {
      members.getInterfaces().setEnabled(true).addInterface(ip(cluster.host()));
    }
    if (!cluster.publicHost().isEmpty()) {
      members.setPublicAddress(cluster.publicHost() + ":" + cluster.port());
    }
    network.setEnabled(true);
    // Of the interceptor only the switch is read: the node's context has the one that is used,
    // on threads of hz:io, which must not all be busy with members that do not answer.
    members.setSocketInterceptorConfig(
        new SocketInterceptorConfig().setEnabled(true).setClassName(SelfConnect.class.getName()));
    network.setMemberEndpointConfig(members);
    JoinConfig join = network.getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    if (cluster.kubernetesService().isEmpty()) {
      join.getTcpIpConfig().setEnabled(true).setMembers(cluster.members());
    } else {
      join.getKubernetesConfig()
          .setEnabled(true)
          .setProperty("service-dns", cluster.kubernetesService())
          .setProperty("service-port", Integer.toString(cluster.port()));
    }
  }

  /** What vertx-hazelcast needs of an instance that it has not made itself. */
  private static void vertx(Config config) {
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(2)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(BACKUPS));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(2));
  }

  private static void maps(Config config) {
    config.addMapConfig(
        kept(TASKS, MergeTasks.class)
            .addAttributeConfig(new AttributeConfig(StateOf.NAME, StateOf.class.getName()))
            .addAttributeConfig(new AttributeConfig(SessionOf.NAME, SessionOf.class.getName())));
    config.addMapConfig(kept(SESSIONS, MergeSessions.class));
    config.addMapConfig(kept(PROMISES, MergePromises.class));
    config.addMapConfig(kept(PICTURES, PutIfAbsentMergePolicy.class));
    config.addMapConfig(kept(BEATS, PassThroughMergePolicy.class).setTimeToLiveSeconds(120));
  }

  private static MapConfig kept(String name, Class<?> mergePolicy) {
    return new MapConfig(name)
        .setBackupCount(BACKUPS)
        .setStatisticsEnabled(false)
        .setMergePolicyConfig(new MergePolicyConfig(mergePolicy.getName(), 100));
  }

  private static boolean any(String host) {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  private static String ip(String host) {
    try {
      return InetAddress.getByName(host).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("cluster.host: " + host + " is no known host", e);
    }
  }
}
