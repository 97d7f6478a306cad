package quorate.pilot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import quorate.cli.fleet.FreePorts;

/** A network of real node processes on loopback; ends all that it has started. */
final class Pilot implements AutoCloseable {
  private final String network;
  private final Hosts hosts;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();

  private Pilot(String network, Hosts hosts) {
    this.network = network;
    this.hosts = hosts;
  }

  /** Starts {@code count} nodes and waits until all are ready. */
  static Pilot of(Path folder, String network, int count, String... options) throws IOException {
    return of(folder, network, count, node -> List.of(options));
  }

  /** Likewise, each with options of its own. */
  static Pilot of(Path folder, String network, int count, IntFunction<List<String>> options)
      throws IOException {
    return on(Hosts.LOOPBACK, folder, network, count, options);
  }

  /** The same on other hosts. */
  static Pilot on(
      Hosts hosts, Path folder, String network, int count, IntFunction<List<String>> options)
      throws IOException {
    Pilot pilot = new Pilot(network, hosts);
    try {
      pilot.ports.addAll(FreePorts.choose(count));
      for (int i = 0; i < count; i++) {
        Path data = folder.resolve("n" + i);
        List<String> own = pilot.options(i, options.apply(i));
        pilot.nodes.add(NodeProcess.start(data, hosts.before(i), hosts.environment(i), own));
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

  private List<String> options(int index, List<String> more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--network-name",
                network,
                "--node-name",
                "n" + index,
                "--node-operator",
                "operator-" + index,
                "--http-host",
                hosts.address(index),
                "--http-port",
                Integer.toString(hosts.httpPort()),
                "--cluster-host",
                hosts.address(index),
                "--inference-workers",
                "1",
                "--cluster-port",
                Integer.toString(ports.get(index)),
                "--cluster-members",
                members()));
    options.addAll(more);
    return options;
  }

  private String members() {
    return IntStream.range(0, ports.size())
        .mapToObj(node -> hosts.address(node) + ":" + ports.get(node))
        .collect(Collectors.joining(","));
  }
}
