package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import quorate.cli.fleet.FreePorts;
import quorate.task.NodeId;
import quorate.wire.Samples;

class SelfConnectTest {
  private final String network = "self-" + UUID.randomUUID();

  @Test
  void socketThatWasConnectedToItselfIsRefused() throws IOException {
    try (Socket socket = toItself()) {
      assertThatThrownBy(() -> SelfConnect.refuse(socket)).isInstanceOf(ConnectException.class);
      assertThatThrownBy(() -> new SelfConnect().onConnect(socket))
          .isInstanceOf(ConnectException.class);
    }
  }

  static Socket toItself() throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    socket.connect(socket.getLocalSocketAddress());
    return socket;
  }

  @Test
  void socketBetweenTwoIsNot() throws IOException {
    try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.getLocalPort())) {
      assertThatCode(() -> SelfConnect.refuse(socket)).doesNotThrowAnyException();
    }
  }

  /** The oldest dials the other's port, before that begins, from this very port. */
  @Test
  @Tag("slow")
  void memberIsLetInThoughTheOldestOneWasConnectedToItselfAtItsAddress() throws IOException {
    List<Integer> ports = FreePorts.choose(2);
    HazelcastInstance oldest = member(Samples.ALICE.id(), ports.get(0), ports.get(1), ports.get(1));
    try {
      HazelcastInstance later = member(Samples.BOB.id(), ports.get(1), ports.get(0), 0);
      try {
        assertThat(later.getCluster().getMembers()).hasSize(2);
        assertThat(oldest.getCluster().getMembers()).hasSize(2);
      } finally {
        later.getLifecycleService().terminate();
      }
    } finally {
      oldest.getLifecycleService().terminate();
    }
  }

  private HazelcastInstance member(NodeId id, int port, int other, int from) {
    ClusterConfig cluster = ClusterConfig.loopback(network, port, List.of("127.0.0.1:" + other));
    Config config = Settings.of(cluster, id, 1);
    Objects.requireNonNull(
            config.getAdvancedNetworkConfig().getEndpointConfigs().get(EndpointQualifier.MEMBER))
        .addOutboundPort(from);
    return HazelcastInstanceFactory.newHazelcastInstance(
        config, HazelcastInstanceFactory.createInstanceName(config), SelfConnect.context());
  }
}
