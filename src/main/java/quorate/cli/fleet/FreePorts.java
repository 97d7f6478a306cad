package quorate.cli.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of loopback for processes that are started later, and perhaps again: none that the system
 * gives to outgoing connections, since it could do so before the process has bound it.
 */
public final class FreePorts {
  /** Below what Linux (32768 on) and others give to outgoing connections. */
  private static final int FROM = 20_000;

  private static final int UNTIL = 32_000;
  private static final int TRIED = 1_000;

  private FreePorts() {}

  /** So many; all are held at once, so that none is given twice, and let go. */
  public static List<Integer> choose(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      int first = ThreadLocalRandom.current().nextInt(FROM, UNTIL - TRIED);
      for (int port = first; held.size() < count; port++) {
        if (port - first == TRIED) {
          throw new IOException("no " + count + " free ports from " + first + " on");
        }
        hold(port).ifPresent(held::add);
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  private static Optional<ServerSocket> hold(int port) {
    try {
      return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
    } catch (IOException taken) {
      return Optional.empty();
    }
  }
}
