package quorate.node.cluster;

import java.time.Duration;
import java.util.List;
import quorate.task.Check;

/**
 * How a node finds the others and is found.
 *
 * @param name of the cluster: the network's name; members of another one are refused
 * @param host the address to bind to, for the cluster and for messages
 * @param port the cluster's port; 0 for any free one
 * @param busPort the port of messages between nodes; 0 for any free one
 * @param members nodes to join, {@code host:port}; one that is up is enough
 * @param kubernetesService the headless service whose DNS name lists the nodes; empty for none
 * @param publicHost the address that others reach this node by; empty for {@code host}
 * @param silence how long a member may be silent before it is taken for dead
 * @param absence how long members that vanished may live on beyond a cut, see {@link Majority}
 * @param leave how long handing over may take when the node leaves
 */
public record ClusterConfig(
    String name,
    String host,
    int port,
    int busPort,
    List<String> members,
    String kubernetesService,
    String publicHost,
    Duration silence,
    Duration absence,
    Duration leave) {
  public ClusterConfig {
    Check.argument(!name.isEmpty() && !host.isEmpty(), "a cluster has a name and a host");
    Check.argument(
        members.isEmpty() || kubernetesService.isEmpty(), "members or Kubernetes, not both");
    Check.argument(silence.toSeconds() >= 2, "a member may be silent for two seconds");
    members = List.copyOf(members);
  }

  /** On one machine: ports of 127.0.0.1, the usual timing. */
  public static ClusterConfig loopback(String name, int port, List<String> members) {
    return new ClusterConfig(
        name,
        "127.0.0.1",
        port,
        0,
        members,
        "",
        "",
        Duration.ofSeconds(10),
        Duration.ofMinutes(10),
        Duration.ofSeconds(10));
  }
}
