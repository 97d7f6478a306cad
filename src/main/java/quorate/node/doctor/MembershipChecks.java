package quorate.node.doctor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quorate.node.HttpsPapers;
import quorate.node.Identity;
import quorate.node.NodeConfig;
import quorate.node.Trouble;
import quorate.node.membership.Admission;
import quorate.node.membership.Membership;
import quorate.node.membership.Rejection.Refusal;

/** Whether others let this node in, and whether strangers stay outside. */
final class MembershipChecks {
  /** From when on a certificate ought to be renewed: operators have a weekend. */
  static final Duration RENEW = Duration.ofDays(7);

  private static final String RENEWAL =
      "ask the network's operator for new papers: quorate network admit";

  private MembershipChecks() {}

  static List<Finding> membership(NodeConfig config, Instant now) {
    List<Finding> found = new ArrayList<>();
    found.add(doors(config));
    if (!config.network().dir().isEmpty()) {
      found.addAll(papers(config, now));
    }
    found.add(https(config, now));
    return found;
  }

  /** Ports beyond loopback. */
  private static Finding doors(NodeConfig config) {
    String expected = "papers when others can reach the cluster's ports";
    boolean papers = !config.network().dir().isEmpty();
    if (papers || NodeConfig.Http.loopback(config.cluster().host())) {
      return Finding.ok("doors", papers ? "members only" : "this machine only", expected);
    }
    return Finding.degraded(
        "doors",
        config.cluster().host() + ": whoever reaches the ports reads and changes all tasks",
        expected,
        "use papers (quorate network --help), or see that a private network keeps others out");
  }

  private static List<Finding> papers(NodeConfig config, Instant now) {
    String expected = "papers for this node, of its network";
    Path dataDir = config.node().dataDir();
    if (!Files.exists(dataDir.resolve(Identity.FILE))) {
      String observed = "this node has no key yet, for which there could be papers";
      return List.of(
          Finding.unhealthy("papers", observed, expected, "start it once on loopback, then ask"));
    }
    try {
      Membership held =
          Membership.open(
              Path.of(config.network().dir()),
              dataDir,
              Identity.read(dataDir.resolve(Identity.FILE)),
              config.network().name());
      return List.of(life(held.admission(), now), address(held.admission(), config.cluster()));
    } catch (Trouble trouble) {
      return List.of(Finding.unhealthy("papers", trouble.what(), expected, trouble.action()));
    }
  }

  static Finding life(Admission admission, Instant now) {
    String expected = "a certificate that holds for a week";
    Duration left = Duration.between(now, admission.until());
    String observed = "it holds until " + admission.until() + ", " + left.toHours() + " h";
    return left.compareTo(RENEW) >= 0
        ? Finding.ok("papers", observed, expected)
        : Finding.degraded("papers", observed, expected, RENEWAL);
  }

  static Finding address(Admission admission, NodeConfig.Cluster cluster) {
    String expected = "an address of the admission: " + String.join(", ", admission.addresses());
    String host = cluster.publicHost().isEmpty() ? cluster.host() : cluster.publicHost();
    try {
      Optional<Refusal> refusal = Membership.judge(admission, InetAddress.getByName(host));
      return refusal.isEmpty()
          ? Finding.ok("address", host, expected)
          : Finding.unhealthy("address", host, expected, RENEWAL + " for this address");
    } catch (UnknownHostException e) {
      return Finding.unhealthy("address", host + " is unknown", expected, "set cluster.host");
    }
  }

  private static Finding https(NodeConfig config, Instant now) {
    String expected = "HTTPS, or this machine only";
    if (!config.http().secure()) {
      String observed = "HTTP on " + config.http().host();
      return config.http().loopback()
          ? Finding.ok("https", observed, expected)
          : Finding.degraded(
              "https",
              observed + ": keys and pictures can be read on their way",
              expected,
              "set http.certificate and http.key, or put a TLS proxy in front");
    }
    try {
      HttpsPapers papers = HttpsPapers.read(config.http(), now);
      Instant until = papers.certificate().getNotAfter().toInstant();
      String observed = "the certificate holds until " + until;
      return Duration.between(now, until).compareTo(RENEW) >= 0
          ? Finding.ok("https", observed, expected)
          : Finding.degraded("https", observed, "a week and more", "renew it");
    } catch (Trouble trouble) {
      return Finding.unhealthy("https", trouble.what(), expected, trouble.action());
    }
  }
}
