package quorate.node.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.node.membership.Handshake.Refused;
import quorate.node.membership.Handshake.Secured;
import quorate.wire.Samples;

/** Two ends of real sockets. */
class HandshakeTest {
  private static final int GARBLED = 150;

  @TempDir private Path folder;
  private TestNetwork network;
  private Membership alice;
  private ServerSocket door;

  @BeforeEach
  void begin() throws IOException {
    network = new TestNetwork(folder.resolve("network"), "cameras");
    alice = network.member(Samples.ALICE);
    door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void end() throws IOException {
    door.close();
    network.close();
  }

  private CompletableFuture<Secured> accepted() {
    return CompletableFuture.supplyAsync(() -> {
      try (Socket socket = door.accept()) {
        socket.setSoLinger(true, 0); // as Hazelcast has it
        return performed(socket);
      } catch (IOException refused) {
        throw new CompletionException(refused);
      }
    });
  }

  /** Who was refused is not reset: he is to read why. */
  private Secured performed(Socket socket) throws IOException {
    try {
      Secured secured = Handshake.perform(alice, socket, false);
      socket.setSoLinger(false, 0); // it stays open for members
      return secured;
    } catch (Refused refused) {
      if (refused.refusal().why() == Rejection.REVOKED) {
        assertThat(socket.getSoLinger()).isEqualTo(-1);
      }
      throw refused;
    }
  }

  private Socket dialled() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), door.getLocalPort());
  }

  @Test
  void eachKnowsTheOtherByItsKey() throws Exception {
    CompletableFuture<Secured> there = accepted();
    try (Socket socket = dialled()) {
      Secured here = Handshake.perform(network.member(Samples.BOB), socket, true);
      assertThat(here.peer().node()).isEqualTo(Samples.ALICE.id());
      assertThat(here.engine().getSession().getProtocol()).isEqualTo("TLSv1.3");
    }
    assertThat(there.get().peer().node()).isEqualTo(Samples.BOB.id());
  }

  @Test
  void bothAreToldWhyOneIsNotLetIn() throws Exception {
    Membership bob = network.member(Samples.BOB);
    network.authority().revoke(Samples.BOB.id(), Revocations.Reason.SUPERSEDED);
    alice.take(network.authority().list());
    CompletableFuture<Secured> there = accepted();
    try (Socket socket = dialled()) {
      assertThatThrownBy(() -> Handshake.perform(bob, socket, true))
          .isInstanceOfSatisfying(Refused.class, why -> assertThat(why.byPeer()).isTrue())
          .hasMessageContaining("revoked: superseded");
    }
    assertThatThrownBy(there::join)
        .cause()
        .isInstanceOfSatisfying(
            Refused.class, why -> assertThat(why.refusal().why()).isEqualTo(Rejection.REVOKED));
  }

  /** As when the other side has hung up in between. */
  @Test
  void oneIsToldWhyItIsNotLetInWhenItsOwnWordMeetsAReset() throws Exception {
    Membership bob = network.member(Samples.BOB);
    network.authority().revoke(Samples.BOB.id(), Revocations.Reason.SUPERSEDED);
    alice.take(network.authority().list());
    CompletableFuture<Secured> there = accepted();
    try (Socket socket = new CutOff(door.getLocalPort())) {
      assertThatThrownBy(() -> Handshake.perform(bob, socket, true))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("revoked: superseded");
    }
    assertThatThrownBy(there::join).cause().isInstanceOf(Refused.class);
  }

  /** Who would be let in is not, when its word meets a reset; the two do not disagree. */
  @Test
  void nobodyIsLetInWhoseWordMeetsAReset() throws Exception {
    CompletableFuture<Secured> there = accepted();
    try (Socket socket = new CutOff(door.getLocalPort())) {
      assertThatThrownBy(() -> Handshake.perform(network.member(Samples.BOB), socket, true))
          .isInstanceOf(SocketException.class);
    }
    assertThatThrownBy(there::join).cause().isInstanceOf(IOException.class);
  }

  /** The word that lets the other side in is not sent: the only small record that is encrypted. */
  private static final class CutOff extends Socket {
    private static final int ENCRYPTED = 23; // "application data" (RFC 8446, section 5.2)
    private static final int SMALL = 50; // the end of the handshake has 58 at least

    CutOff(int port) throws IOException {
      super(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          if (length > 0 && bytes[from] == ENCRYPTED && length < SMALL) {
            throw new SocketException("Connection reset");
          }
          out.write(bytes, from, length);
        }
      };
    }
  }

  /** Whatever comes, it ends in an IOException: never another one, never without an end. */
  @Test
  void garbledBytesAreRefused() throws IOException {
    Random chance = new Random(14);
    for (int i = 0; i < GARBLED; i++) {
      CompletableFuture<Secured> there = accepted();
      try (Socket socket = dialled()) {
        socket.getOutputStream().write(garbled(chance, i));
      }
      assertThatThrownBy(there::join).as("%d", i).cause().isInstanceOf(IOException.class);
    }
  }

  /** Noise, noise in records of TLS, and hellos that begin well. */
  private static byte[] garbled(Random chance, int kind) {
    byte[] bytes = new byte[1 + chance.nextInt(2_000)];
    chance.nextBytes(bytes);
    if (kind % 3 > 0 && bytes.length > 45) {
      bytes[0] = (byte) (20 + chance.nextInt(4));
      bytes[1] = 3;
      bytes[2] = 3;
      bytes[3] = (byte) ((bytes.length - 5) >> 8);
      bytes[4] = (byte) (bytes.length - 5);
    }
    if (kind % 3 == 2 && bytes.length > 45) {
      bytes[0] = 22;
      bytes[5] = 1; // a client's hello
      bytes[6] = 0;
      bytes[7] = (byte) ((bytes.length - 9) >> 8);
      bytes[8] = (byte) (bytes.length - 9);
      bytes[9] = 3;
      bytes[10] = 3;
    }
    return bytes;
  }
}
