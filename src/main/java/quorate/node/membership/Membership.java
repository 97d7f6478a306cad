package quorate.node.membership;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.node.Trouble;
import quorate.node.membership.Rejection.Refusal;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.wire.Keys;

/**
 * A node's membership of a network: its papers, by which others let it in, and its judgement of
 * others' papers. Any thread may ask; the papers may be exchanged while it runs.
 */
public final class Membership {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  /** The revocation list that was the newest when the node ended: an older one is not taken. */
  static final String NEWEST_LIST = "revoked.crl";

  /** Of the members of a network, whose certificates were seen; more are not remembered. */
  private static final int SEEN_MAX = 10_000;

  /** Whoever has newer papers has shown them so long after the older ones ended. */
  private static final Duration RENEWING = Duration.ofMinutes(1);

  private final Path folder;
  private final Path newestList;
  private final Keys keys;
  private final String network;
  private final Clock clock;
  private final Strangers strangers;
  private final Tls tls;
  private final Map<NodeId, Admission> seen = new ConcurrentHashMap<>();
  private final List<Runnable> changed = new CopyOnWriteArrayList<>();
  private final List<Runnable> looked = new CopyOnWriteArrayList<>();
  private volatile Papers papers;
  private volatile Optional<Refusal> told = Optional.empty();
  private volatile Optional<Refusal> unjoined = Optional.empty();

  private Membership(Path folder, Path dataDir, Keys keys, String network, Clock clock) {
    this.folder = folder;
    this.newestList = dataDir.resolve(NEWEST_LIST);
    this.keys = keys;
    this.network = network;
    this.clock = clock;
    this.strangers = new Strangers();
    this.papers = fit(Papers.read(folder));
    this.tls = new Tls(this, keys);
  }

  /**
   * The membership of a node.
   *
   * @param folder what {@code quorate network admit} wrote
   * @param dataDir of the node, where the newest revocation list is kept
   * @param keys the node's identity
   * @param network its name
   * @throws Trouble when the papers are not this node's, not of this network, or do not hold now
   */
  public static Membership open(Path folder, Path dataDir, Keys keys, String network) {
    return open(folder, dataDir, keys, network, Clock.systemUTC());
  }

  static Membership open(Path folder, Path dataDir, Keys keys, String network, Clock clock) {
    Membership membership = new Membership(folder, dataDir, keys, network, clock);
    membership.recall();
    membership
        .own()
        .ifPresent(refusal -> {
          throw new Trouble(
              "this node may not join: " + refusal.words(),
              "ask the network's operator for new papers: quorate network admit");
        });
    return membership;
  }

  private Papers fit(Papers read) {
    if (!Documents.network(read.authority()).equals(network)) {
      throw new Trouble(
          "the papers in " + folder + " are for the network " + read.admission().network(),
          "set network.name to it, or network.dir to the papers for " + network);
    }
    if (!read.admission().node().equals(keys.id())) {
      throw new Trouble(
          "the papers in %s are for node %s, and this is %s"
              .formatted(folder, read.admission().node().brief(), keys.id().brief()),
          "ask for papers for this node's id: quorate identity show");
    }
    return read;
  }

  /** What an earlier run of this node knew. */
  private void recall() {
    try {
      if (Files.exists(newestList)) {
        take(Documents.file(newestList));
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("membership cannot read {}: {}", newestList, e.getMessage());
    }
  }

  public Admission admission() {
    return papers.admission();
  }

  public String network() {
    return network;
  }

  public Strangers strangers() {
    return strangers;
  }

  /** Keys and judgement as TLS takes them. */
  public Tls tls() {
    return tls;
  }

  Papers papers() {
    return papers;
  }

  /** Why others do not let this node in, as far as it knows itself or was told. */
  public Optional<Refusal> own() {
    Optional<Refusal> own = judge(papers.admission());
    return own.isPresent() ? own : told;
  }

  /** Somebody whom this node has called does not let it in, or is none to be let in. */
  public void dialFailed(Handshake.Refused refused) {
    if (refused.byPeer()) {
      String words = refused.refusal().detail();
      unjoined = Optional.of(Rejection.FOREIGN.because("another member says: " + words));
      if (refused.refusal().why() == Rejection.CROWDED) {
        LOG.warn("membership another member has no room now: {}", words); // which judges nobody
        return;
      }
      if (told.isEmpty()) {
        LOG.error("membership another member refuses this node: {}", words);
      }
      told = unjoined;
    } else {
      unjoined = Optional.of(refused.refusal());
      LOG.warn("membership what this node has called is no member: {}", refused.getMessage());
    }
  }

  /** Why this node and those whom it has called did not come together, when they did not. */
  public Optional<Refusal> unjoined() {
    return unjoined;
  }

  /** A member lets this node in. */
  void welcome() {
    told = Optional.empty();
    unjoined = Optional.empty();
  }

  /** Judges a certificate, wherever it comes from. */
  Optional<Refusal> judge(X509Certificate[] chain) {
    if (chain.length == 0) {
      return Optional.of(Rejection.FOREIGN.because("no certificate was shown"));
    }
    if (!Documents.signedBy(chain[0], papers.authority().getPublicKey())) {
      String issuer = chain[0].getIssuerX500Principal().getName();
      return Optional.of(Rejection.FOREIGN.because("it is of " + issuer));
    }
    try {
      return judge(Documents.admission(chain[0]));
    } catch (IllegalArgumentException malformed) {
      return Optional.of(Rejection.MALFORMED.because(String.valueOf(malformed.getMessage())));
    }
  }

  /** Judges an admission of this network's authority, wherever it comes from. */
  public Optional<Refusal> judge(Admission admission) {
    return admission.refusal(network, papers.revocations(), Instant.now(clock));
  }

  /** Whether an admission is for this address; host names are looked up, which may block. */
  public static Optional<Refusal> judge(Admission admission, InetAddress at) {
    boolean there = admission.addresses().stream().anyMatch(each -> resolved(each).contains(at));
    return there
        ? Optional.empty()
        : Optional.of(
            Rejection.WRONG_ADDRESS.because(
                "for "
                    + String.join(", ", admission.addresses())
                    + ", not "
                    + at.getHostAddress()));
  }

  private static List<InetAddress> resolved(String address) {
    try {
      return Arrays.asList(InetAddress.getAllByName(address));
    } catch (UnknownHostException unknown) {
      return List.of();
    }
  }

  /** The refusal that a failed handshake of {@link Tls#trust} is about. */
  public static Optional<Refusal> refusalIn(Throwable failure) {
    return failure instanceof Judge.Rejected rejected
        ? Optional.of(rejected.refusal())
        : Optional.empty();
  }

  /** This member was let in. */
  public void remember(Admission admission) {
    if (seen.size() < SEEN_MAX || seen.containsKey(admission.node())) {
      seen.put(admission.node(), admission);
    }
  }

  /**
   * Whether what a node says is still heard: since it was let in it was not revoked, nor has its
   * admission ended without a newer one. Volunteers, who need none, are heard.
   */
  public boolean heard(NodeId node) {
    Admission admission = seen.get(node);
    return admission == null
        || (papers.revocations().of(admission.serial()).isEmpty()
            && Instant.now(clock).isBefore(admission.until().plus(RENEWING)));
  }

  /** Called when papers were exchanged; on the thread that found them. */
  public void whenChanged(Runnable runnable) {
    changed.add(runnable);
  }

  /** Called whenever papers were exchanged or looked for: an admission may have expired. */
  public void whenLooked(Runnable runnable) {
    looked.add(runnable);
  }

  /** The newest revocation list, to be given to others; empty when there is none. */
  public Bytes revocationList() {
    return papers.list();
  }

  /** The number of the newest revocation list. */
  public long listNumber() {
    return papers.revocations().number();
  }

  /**
   * Takes a revocation list in when it is newer and the authority's.
   *
   * @return whether it was taken
   * @throws IllegalArgumentException when it is none, or somebody else's
   */
  public synchronized boolean take(Bytes list) {
    Revocations found = Documents.revocations(list, papers.authority());
    if (found.number() <= listNumber()) {
      return false;
    }
    papers = papers.with(found, list);
    keep(list);
    LOG.info("membership revocations number={} entries={}", found.number(), found.all().size());
    changed.forEach(Runnable::run);
    looked.forEach(Runnable::run);
    return true;
  }

  private void keep(Bytes list) {
    Path draft = newestList.resolveSibling(NEWEST_LIST + ".new");
    try {
      Files.write(draft, list.toArray());
      Files.move(
          draft, newestList, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("membership cannot keep {}: {}", newestList, e.getMessage());
    }
  }

  /**
   * Looks whether there are newer papers in the folder: a renewed certificate, a newer list. What
   * does not hold is not taken, and what was taken before goes on to hold.
   *
   * @return what was wrong with what is there
   */
  public synchronized List<String> look() {
    List<String> wrong = new ArrayList<>();
    try {
      Papers found = fit(Papers.read(folder));
      if (found.revocations().number() > listNumber()) {
        take(found.list());
      }
      if (!found.certificate().equals(papers.certificate())) {
        renew(found);
      }
    } catch (Trouble | IllegalArgumentException e) {
      wrong.add(String.valueOf(e.getMessage()));
    }
    looked.forEach(Runnable::run);
    return wrong;
  }

  private void renew(Papers found) {
    if (!found.authority().equals(papers.authority())) {
      throw new Trouble("another authority", "restart the node to follow another authority");
    }
    papers =
        new Papers(
            found.authority(),
            found.certificate(),
            found.admission(),
            papers.revocations(),
            papers.list());
    tls.renewed();
    LOG.info("membership certificate renewed until={}", found.admission().until());
    changed.forEach(Runnable::run);
  }
}
