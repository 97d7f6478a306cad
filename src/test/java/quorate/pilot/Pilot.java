package quorate.pilot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A network of real node processes on loopback; ends all that it has started. */
final class Pilot implements AutoCloseable {
  private final String network;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();

  private Pilot(String network) {
    this.network = network;
  }

  /** Starts {@code count} nodes and waits until all are ready. */
  static Pilot of(Path folder, String network, int count, String... options) throws IOException {
    Pilot pilot = new Pilot(network);
    try {
      for (int i = 0; i < count; i++) {
        pilot.ports.add(freePort());
      }
      for (int i = 0; i < count; i++) {
        pilot.nodes.add(NodeProcess.start(folder.resolve("n" + i), pilot.options(i, options)));
      }
      pilot.nodes.forEach(NodeProcess::awaitReady);
      return pilot;
    } catch (IOException | RuntimeException | AssertionError e) {
      pilot.close();
      throw e;
    }
  }

  NodeProcess node(int index) {
    return nodes.get(index);
  }

  List<NodeProcess> nodes() {
    return List.copyOf(nodes);
  }

  /** Starts a node again that has ended; does not wait. */
  NodeProcess restart(int index) throws IOException {
    nodes.set(index, nodes.get(index).again());
    return nodes.get(index);
  }

  @Override
  public void close() {
    nodes.forEach(NodeProcess::kill);
  }

  private List<String> options(int index, String[] more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--network-name",
                network,
                "--node-name",
                "n" + index,
                "--node-operator",
                "operator-" + index,
                "--http-port",
                "0",
                "--inference-workers",
                "1",
                "--cluster-port",
                Integer.toString(ports.get(index)),
                "--cluster-members",
                members()));
    options.addAll(List.of(more));
    return options;
  }

  private String members() {
    return String.join(",", ports.stream().map(port -> "127.0.0.1:" + port).toList());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
