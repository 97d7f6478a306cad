package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import quorate.wire.Samples;

/** The doors that are closed. */
@Tag("slow")
class SettingsTest {
  private final String network = "closed-" + UUID.randomUUID();
  private final Cluster one = Members.join(network, Samples.ALICE);

  /** What an attacker would send, if anything of its kind were let in. */
  record Gadget(String payload) implements Serializable {}

  @AfterEach
  void end() {
    Members.kill(one);
  }

  @Test
  void javaSerializedObjectIsRefusedWhenItArrives() {
    Cluster two = Members.join(network, Samples.BOB, one);
    try {
      for (Object evil : List.of(new Gadget("boo"), gadgetInACollection())) {
        two.hazelcast().getMap("evil").set("key", evil);
        assertThatThrownBy(() -> one.hazelcast().getMap("evil").get("key"))
            .isInstanceOfAny(HazelcastSerializationException.class, SecurityException.class)
            .hasStackTraceContaining("is not allowed");
      }
    } finally {
      Members.kill(two);
    }
  }

  private static Serializable gadgetInACollection() {
    return new java.util.PriorityQueue<>(List.of(java.net.URI.create("http://localhost")));
  }

  @Test
  void strangersClusterIsNotJoinedWhenItsNameDiffers() {
    Config stranger =
        Settings.of(
            ClusterConfig.loopback("another-" + network, 0, List.of("127.0.0.1:" + one.port())),
            Samples.BOB.id(),
            1);
    HazelcastInstance alone = Hazelcast.newHazelcastInstance(stranger);
    try {
      assertThat(alone.getCluster().getMembers()).hasSize(1);
      assertThat(one.members()).containsExactly(Samples.ALICE.id());
    } finally {
      alone.getLifecycleService().terminate();
    }
  }

  @Test
  void clientsAndHttpGetNoAnswerAtTheMembersDoor() throws Exception {
    for (String greeting : List.of("CP2", "GET / HTTP/1.1\r\n\r\n")) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), one.port())) {
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(10));
        int first = firstAfter(greeting, socket);
        assertThat(first).as(greeting).isIn(-1, (int) 'H'); // closed, or "HZX: refused"
        if (first == 'H') {
          assertThat(read(socket)).isEqualTo('Z');
          assertThat(read(socket)).isEqualTo('X');
        }
      }
    }
  }

  private static int firstAfter(String greeting, Socket socket) {
    try {
      socket.getOutputStream().write(greeting.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      socket.shutdownOutput();
      return read(socket);
    } catch (java.io.IOException reset) {
      return -1;
    }
  }

  private static int read(Socket socket) {
    try {
      return socket.getInputStream().read();
    } catch (java.io.IOException reset) {
      return -1;
    }
  }

  @Test
  void leavingHandsOverAndIsNoticedAtOnce() throws Exception {
    Cluster two = Members.join(network, Samples.BOB, one);
    List<Object> gone = new java.util.concurrent.CopyOnWriteArrayList<>();
    one.whenGone(gone::add);
    TestNode.until("two have settled, so that each write has its copy", one::safe);
    for (int i = 0; i < 200; i++) {
      two.hazelcast().getMap(Settings.PICTURES).set(new byte[] {(byte) i}, new byte[] {1});
    }
    assertThat(one.members()).hasSize(2);
    two.leave();
    TestNode.until("noticed", () -> gone.equals(List.of(Samples.BOB.id())));
    assertThat(one.members()).containsExactly(Samples.ALICE.id());
    assertThat(one.hazelcast().getMap(Settings.PICTURES).size()).isEqualTo(200);
    TestNode.until("safe", one::safe);
  }
}
