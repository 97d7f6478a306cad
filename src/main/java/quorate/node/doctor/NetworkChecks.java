package quorate.node.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import quorate.gateway.access.ApiKeyFile;
import quorate.node.NodeConfig;

/** Ports to listen on, nodes to join, and who may connect. */
final class NetworkChecks {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** The most members that are tried; one that answers is enough to join. */
  private static final int TRIED_MAX = 32;

  private NetworkChecks() {}

  static List<Finding> ports(NodeConfig config) throws InterruptedException {
    boolean running = aNodeAnswers(config.http());
    List<Finding> found = new ArrayList<>();
    found.add(port("http", config.http().host(), config.http().port(), running));
    found.add(port("cluster", config.cluster().host(), config.cluster().port(), running));
    found.add(port("bus", config.cluster().host(), config.cluster().busPort(), running));
    return found;
  }

  private static Finding port(String name, String host, int port, boolean running) {
    String check = name + " port";
    String option = "--" + (name.equals("bus") ? "cluster-bus" : name) + "-port";
    String address = host + ":" + port;
    if (port == 0) {
      return Finding.ok(check, "any free one", "a free port");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return kept(check, address + " is free", port, option);
    } catch (IOException e) {
      return running
          ? kept(check, address + " is a running node's", port, option)
          : Finding.unhealthy(
              check,
              address + ": " + e.getMessage(),
              "a free port",
              "end what uses it (ss -ltnp), or choose another: " + option + " PORT");
    }
  }

  /** Whether it will be there, too, when the node starts again. */
  static Finding kept(String check, String observed, int port, String option) {
    return CallerPorts.has(port)
        ? Finding.degraded(
            check,
            observed + " now; the system may give it to an outgoing connection",
            "a free port that stays so",
            "choose a lower one: "
                + option
                + " PORT, or add it to net.ipv4.ip_local_reserved_ports (sysctl)")
        : Finding.ok(check, observed, "a free port");
  }

  private static boolean aNodeAnswers(NodeConfig.Http http) throws InterruptedException {
    if (http.port() == 0) {
      return false;
    }
    String host = http.host().equals("0.0.0.0") ? "127.0.0.1" : http.host();
    if (http.secure()) {
      return answers(host + ":" + http.port()); // whose certificate it is, is another check
    }
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      URI livez = URI.create("http://" + host + ":" + http.port() + "/livez");
      HttpRequest ask = HttpRequest.newBuilder(livez).timeout(PATIENCE).build();
      return client.send(ask, HttpResponse.BodyHandlers.ofString()).body().startsWith("alive");
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  static Finding access(NodeConfig config) throws IOException {
    String expected = "API keys when others can connect";
    ApiKeyFile file = ApiKeyFile.in(config.node().dataDir());
    int keys = config.gateway().keys().size() + file.load().entries().size();
    String observed =
        (config.http().loopback() ? "this machine only" : "listening on " + config.http().host())
            + ", "
            + keys
            + " keys";
    return config.http().loopback() || keys > 0
        ? Finding.ok("access", observed, expected)
        : Finding.degraded(
            "access",
            observed,
            expected,
            "no client can submit: make a key for each, quorate key create NAME");
  }

  static Finding members(NodeConfig.Cluster cluster) {
    String expected = "at least one member that answers";
    if (!cluster.kubernetesService().isEmpty()) {
      return resolved(cluster.kubernetesService());
    }
    if (cluster.members().isEmpty()) {
      return Finding.ok("cluster", "no members named: this node begins alone", expected);
    }
    List<String> silent =
        cluster.members().stream().limit(TRIED_MAX).filter(each -> !answers(each)).toList();
    String observed = cluster.members().size() + " members named, silent: " + words(silent);
    if (silent.isEmpty()) {
      return Finding.ok("cluster", observed, expected);
    }
    return Finding.degraded(
        "cluster",
        observed,
        expected,
        "start those nodes, or open their cluster ports to this machine");
  }

  private static Finding resolved(String service) {
    String expected = "a service with addresses";
    try {
      int count = InetAddress.getAllByName(service).length;
      return Finding.ok("cluster", service + " has " + count + " addresses", expected);
    } catch (IOException e) {
      return Finding.unhealthy(
          "cluster", e.toString(), expected, "is the headless service there, in this namespace?");
    }
  }

  private static String words(List<String> members) {
    return members.isEmpty() ? "none" : members.stream().collect(Collectors.joining(", "));
  }

  private static boolean answers(String member) {
    int colon = member.lastIndexOf(':');
    try (Socket socket = new Socket()) {
      int port = Integer.parseInt(member.substring(colon + 1));
      InetAddress host = InetAddress.getByName(member.substring(0, colon));
      socket.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
