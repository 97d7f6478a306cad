package quorate.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import quorate.node.config.Knob;
import quorate.node.config.Knobs;
import quorate.task.Check;
import quorate.task.NodeId;
import quorate.task.Place;

/**
 * All that can be set about a node. Immutable; checked when it is made; made by {@link
 * ConfigSource} from a command line, the environment, a file and {@code node.defaults.yaml}.
 */
public record NodeConfig(
    Network network,
    Node node,
    Http http,
    Cluster cluster,
    Inference inference,
    Gateway gateway,
    Volunteers volunteers,
    Keep keep,
    Ledger ledger,
    Trust trust,
    Shutdown shutdown,
    Fault fault,
    Log log) {
  public NodeConfig {
    Check.argument(
        fault.behaviour() == Behaviour.NONE || network.name().startsWith("demo"),
        "fault.behaviour: expected none unless network.name begins with demo");
    Check.argument(
        cluster.insecure() || !network.dir().isEmpty() || Http.loopback(cluster.host()),
        "network.dir: expected the node's papers when cluster.host is beyond loopback, or"
            + " cluster.insecure where a private network keeps others out");
  }

  /** Which network the node belongs to. */
  public record Network(
      @Knob(
              value = "The network's name; nodes of another name are not understood.",
              pattern = "[a-z0-9][a-z0-9.-]{0,62}",
              expected = "1 to 63 of a-z, 0-9, . and -")
          String name,
      @Knob(
              value = "The folder of papers that quorate network admit wrote; empty: no authority.",
              pattern = "[^\\p{Cntrl}]{0,4096}",
              expected = "a path or nothing")
          String dir) {
    public Network {
      Knobs.check(Network.class, name, dir);
    }
  }

  /** Who the node is, as its operator declares. */
  public record Node(
      @Knob(
              value = "What people call the node; empty: the first eight digits of its id.",
              pattern = "[^\\p{Cntrl}]{0,64}",
              expected = "at most 64 characters")
          String name,
      @Knob(
              value =
                  "Who runs it; replicas go to distinct operators; empty: an operator of its own.",
              pattern = "[^\\p{Cntrl}]{0,64}",
              expected = "at most 64 characters")
          String operator,
      @Knob("Where it is, declared and not verified; rounded to whole degrees.")
          Optional<Place> place,
      @Knob("Its key, journal and models; one process at a time.") Path dataDir) {
    public Node {
      Knobs.check(Node.class, name, operator, place, dataDir);
    }

    public String nameOr(NodeId self) {
      return name.isEmpty() ? self.brief() : name;
    }

    public String operatorOr(NodeId self) {
      return operator.isEmpty() ? self.brief() : operator;
    }
  }

  /** Where clients, browsers and monitors connect. */
  public record Http(
      @Knob(
              value = "The address to listen on; beyond loopback clients need API keys.",
              pattern = Knob.HOST,
              expected = Knob.HOST_WORDS)
          String host,
      @Knob(value = "The port to listen on; 0: any free one.", max = 65_535) int port,
      @Knob(
              value = "The address to tell others, as http(s)://host:port; empty: host and port.",
              pattern = "(https?://[^/\\s]{1,240})?",
              expected = "http(s)://host:port or nothing")
          String publicAddress,
      @Knob(
              value = "Further host names that requests may be made to; * allows any.",
              max = 32,
              pattern = Knob.HOST + "|\\*",
              expected = Knob.HOST_WORDS)
          List<String> hosts,
      @Knob(
              value = "For HTTPS and WSS: a certificate chain in PEM; empty: HTTP.",
              pattern = "[^\\p{Cntrl}]{0,4096}",
              expected = "a path or nothing")
          String certificate,
      @Knob(
              value = "The certificate's key in PEM (PKCS #8).",
              pattern = "[^\\p{Cntrl}]{0,4096}",
              expected = "a path or nothing")
          String key) {
    public Http {
      Knobs.check(Http.class, host, port, publicAddress, hosts, certificate, key);
      Check.argument(
          certificate.isEmpty() == key.isEmpty(),
          "http.certificate, http.key: expected both or none");
      hosts = List.copyOf(hosts);
    }

    /** Whether it speaks HTTPS. */
    public boolean secure() {
      return !certificate.isEmpty();
    }

    /** Whether only this machine can connect. */
    public boolean loopback() {
      return loopback(host);
    }

    public static boolean loopback(String host) {
      return host.equals("localhost")
          || host.startsWith("127.")
          || host.equals("::1")
          || host.equals("[::1]");
    }
  }

  /** How nodes find and reach each other. */
  public record Cluster(
      @Knob(value = "The address to bind to.", pattern = Knob.HOST, expected = Knob.HOST_WORDS)
          String host,
      @Knob(value = "The cluster's port; 0: any free one.", max = 65_535) int port,
      @Knob(value = "The port of messages between nodes; 0: any free one.", max = 65_535)
          int busPort,
      @Knob(
              value = "Nodes to join, as host:port; one that is up is enough; none: begin alone.",
              max = 256,
              pattern = Knob.HOST + ":\\d{1,5}",
              expected = "host:port")
          List<String> members,
      @Knob(
              value = "The headless service by whose DNS name nodes find each other on Kubernetes.",
              pattern = Knob.HOST_OR_NONE,
              expected = "a DNS name or nothing")
          String kubernetesService,
      @Knob(
              value = "The address to tell other nodes, behind a NAT; empty: host.",
              pattern = Knob.HOST_OR_NONE,
              expected = Knob.HOST_WORDS)
          String publicHost,
      @Knob(
              value = "How long a node may be silent before it is taken for dead.",
              min = 2000,
              max = 120_000)
          Duration silence,
      @Knob(
              value =
                  "How long nodes that vanished may live on beyond a cut: so long a smaller part"
                      + " takes no tasks; 0s: it takes them at once.",
              max = 86_400_000)
          Duration absence,
      @Knob("Whether to go beyond loopback without papers; whoever reaches the ports is trusted.")
          boolean insecure) {
    /** Nobody can be reached at them: as they are, they must not be told to others. */
    private static final List<String> EVERY_ADDRESS = List.of("0.0.0.0", "::", "[::]");

    public Cluster {
      Knobs.check(
          Cluster.class,
          host,
          port,
          busPort,
          members,
          kubernetesService,
          publicHost,
          silence,
          absence,
          insecure);
      Check.argument(
          members.isEmpty() || kubernetesService.isEmpty(),
          "cluster.members: expected none when cluster.kubernetesService is set");
      Check.argument(
          !publicHost.isEmpty() || !EVERY_ADDRESS.contains(host),
          "cluster.publicHost: expected the address to tell other nodes when cluster.host is "
              + host);
      members = List.copyOf(members);
    }
  }

  /** How much the node answers at once, and with which models. */
  public record Inference(
      @Knob(value = "How many pictures are answered at once; 0: as many as cores.", max = 256)
          int workers,
      @Knob(
              value = "How many tasks wait for a worker before more are declined.",
              min = 1,
              max = 4096)
          int queue,
      @Knob(
              value = "Models to load, by name or id; the first is the default one.",
              max = 64,
              pattern = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
              expected = "a model's name or id")
          List<String> models) {
    public Inference {
      Knobs.check(Inference.class, workers, queue, models);
      models = List.copyOf(models);
    }

    /** {@code workers}, counted. */
    public int workersOn(int cores) {
      return workers == 0 ? Math.max(1, cores) : workers;
    }
  }

  /** What clients may ask of the node. */
  public record Gateway(
      @Knob(value = "The largest picture.", unit = "bytes", min = 1024, max = 64 << 20)
          int pictureBytes,
      @Knob(
              value = "The most pixels of a picture, read from its header before it is decoded.",
              unit = "pixels",
              min = 1,
              max = 500_000_000)
          int picturePixels,
      @Knob(value = "The most sessions at once.", unit = "sessions", min = 1, max = 100_000)
          int sessions,
      @Knob(value = "The most open tasks of one session.", unit = "tasks", min = 1, max = 4096)
          int sessionTasks,
      @Knob(value = "The most open tasks of all sessions.", unit = "tasks", min = 1, max = 65_536)
          int tasks,
      @Knob(value = "Submissions a second that one client may make.", min = 1, max = 100_000)
          int rate,
      @Knob(
              value =
                  "API keys: SHA-256 of each, in 64 hexadecimal digits; a key is sent, never kept.",
              max = 1000,
              pattern = "[0-9a-f]{64}",
              expected = "64 hexadecimal digits",
              secret = true)
          List<String> keys) {
    public Gateway {
      Knobs.check(
          Gateway.class, pictureBytes, picturePixels, sessions, sessionTasks, tasks, rate, keys);
      keys = List.copyOf(keys);
    }
  }

  /** How long things are kept, and how many of them. */
  public record Keep(
      @Knob(value = "Decided tasks with their verdicts.", min = 60_000, max = 604_800_000)
          Duration verdicts,
      @Knob(value = "Sessions without a connection.", min = 10_000, max = 604_800_000)
          Duration sessions,
      @Knob(
              value = "The most of those verdicts; two nodes hold each.",
              unit = "bytes",
              min = 1 << 20,
              max = 1 << 30)
          int verdictBytes,
      @Knob(
              value = "The most pictures of decided tasks, for those who watch; likewise.",
              unit = "bytes",
              max = 1 << 30)
          int pictureBytes) {
    public Keep {
      Knobs.check(Keep.class, verdicts, sessions, verdictBytes, pictureBytes);
    }
  }

  /** Which ledger the node keeps. */
  public record Ledger(
      @Knob(
              value = "The genesis file of the chain whose ledger the node keeps; empty: none.",
              pattern = "[^\\p{Cntrl}]{0,4096}",
              expected = "a path or nothing")
          String genesis,
      @Knob("What becomes of tasks that nobody pays for; refuse needs a genesis.") Unpaid unpaid) {
    public Ledger {
      Knobs.check(Ledger.class, genesis, unpaid);
      Check.argument(
          unpaid == Unpaid.ACCEPT || !genesis.isEmpty(), "ledger.unpaid=refuse with a genesis");
    }
  }

  /** Whom the node relies on: the same for all nodes of a network, or they name each other. */
  public record Trust(
      @Knob(value = "Compared answers in a row that make a node trusted.", min = 1, max = 100_000)
          int answers,
      @Knob(value = "And how long after the first of them at least.", max = 2_000_000_000L)
          Duration after,
      @Knob(
              value = "The least probability that an answer given alone is audited.",
              unit = "percent",
              min = 1,
              max = 100)
          int auditPercent,
      @Knob(
              value = "The most tasks that go to all nodes so that new ones are seen.",
              unit = "percent",
              max = 100)
          int newcomerPercent,
      @Knob(
              value = "Trusted nodes of distinct operators before one may answer alone.",
              min = 1,
              max = 1000)
          int operators,
      @Knob(
              value = "From how many nodes on strangers are expected, and new ones audited.",
              min = 3,
              max = 1_000_000)
          int crowd,
      @Knob(value = "How long one seed of audits is used.", min = 1000, max = 86_400_000)
          Duration epoch) {
    public Trust {
      Knobs.check(
          Trust.class, answers, after, auditPercent, newcomerPercent, operators, crowd, epoch);
    }
  }

  /** How the node ends. */
  public record Shutdown(
      @Knob(
              value = "How long it may take to finish or hand over what the node holds.",
              min = 1000,
              max = 600_000)
          Duration timeout) {
    public Shutdown {
      Knobs.check(Shutdown.class, timeout);
    }
  }

  /** A test aid: how the node misbehaves; refused unless the network's name begins with demo. */
  public record Fault(@Knob("How it misbehaves, for tests and the demo.") Behaviour behaviour) {}

  /** What becomes of tasks that nobody pays for. */
  public enum Unpaid {
    ACCEPT,
    REFUSE
  }

  /** What a dishonest or broken node does. */
  public enum Behaviour {
    NONE,
    /** Answers something else than its model says. */
    LIAR,
    /** Repeats another node's answer. */
    COPIER,
    /** Says nothing. */
    MUTE,
    /** Answers ten times slower. */
    SLOW,
    /** Answers with a cheaper model. */
    LAZY
  }

  /** What the node tells about its work. */
  public record Log(
      @Knob("text for people, json for machines; auto: text on a terminal.") Format format,
      @Knob("From which level on.") Level level) {}

  /** How a line of the log is written. */
  public enum Format {
    AUTO,
    TEXT,
    JSON
  }

  /** How much is logged. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }
}
