package quorate.node.membership;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import quorate.node.DataDir;
import quorate.node.Identity;
import quorate.node.Trouble;
import quorate.node.membership.x509.Certificates;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Keys;

/**
 * Who decides on a network's members: its secret key, and the register of what it has decided. In a
 * folder of its own, which one process at a time uses and no node needs.
 */
public final class Authority implements AutoCloseable {
  static final String KEY = "authority.key";

  /** The revocation list, in the authority's folder and among a node's papers. */
  public static final String LIST = Papers.LIST;

  /** The genesis of the network's ledger, if it has one; in the same places. */
  public static final String GENESIS = "genesis.yaml";

  /** A new authority means new papers for everybody: it lasts as long as a network may. */
  private static final int YEARS = 20;

  /** So that a node whose clock is a little slow is not refused at once. */
  private static final Duration EARLIER = Duration.ofMinutes(5);

  private static final int SERIAL_BITS = 120; // RFC 5280: at most 20 bytes, positive

  private final DataDir dir;
  private final Keys keys;
  private final Bytes certificate;
  private final Clock clock;
  private Register register;

  private Authority(DataDir dir, Keys keys, Bytes certificate, Register register, Clock clock) {
    this.dir = dir;
    this.keys = keys;
    this.certificate = certificate;
    this.register = register;
    this.clock = clock;
  }

  /**
   * How a network is begun.
   *
   * @param admission how long its admissions hold
   * @param invitation how long its invitations are good
   */
  public record Founding(String network, Duration admission, Duration invitation) {
    public static Founding of(String network) {
      return new Founding(network, Register.Rules.ADMISSION, Register.Rules.INVITATION);
    }
  }

  /**
   * Begins a network: draws the authority's key in a folder that holds none yet.
   *
   * @throws Trouble when there is one, or it cannot be written
   * @throws IllegalArgumentException when a duration is out of its bounds
   */
  public static Authority found(Path path, Founding founding, Clock clock) {
    Register register =
        Register.empty(
            founding.network(),
            new Register.Rules(founding.admission().toMillis(), founding.invitation().toMillis()));
    if (Files.exists(path.resolve(KEY)) || Files.exists(path.resolve(Registers.FILE))) {
      throw new Trouble(
          "there is already a network in " + path,
          "choose another folder: its key is not replaced");
    }
    DataDir dir = DataDir.hold(path);
    Keys keys = Keys.draw(new SecureRandom());
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Bytes certificate =
        Certificates.authority(
            founding.network(), keys, now.minus(EARLIER), now.plus(Duration.ofDays(365L * YEARS)));
    WholeFile.write(dir.path().resolve(Papers.AUTHORITY), pem("CERTIFICATE", certificate));
    Identity.write(keys, dir.path().resolve(KEY));
    Authority authority = new Authority(dir, keys, certificate, register, clock);
    authority.keep(register);
    return authority;
  }

  /**
   * The authority of a folder.
   *
   * @throws Trouble when there is none, somebody else uses it, or others can read its key
   */
  public static Authority open(Path path, Clock clock) {
    if (!Files.exists(path.resolve(KEY))) {
      throw new Trouble("there is no network in " + path, "begin one: quorate network init DIR");
    }
    DataDir dir = DataDir.hold(path);
    try {
      Keys keys = Identity.read(dir.path().resolve(KEY));
      Bytes file = Documents.file(dir.path().resolve(Papers.AUTHORITY));
      var read = Documents.certificate(file);
      if (!Documents.node(read.getPublicKey()).equals(keys.id())) {
        throw new Trouble(
            "the key in " + path + " is not that of " + Papers.AUTHORITY, "restore both together");
      }
      Bytes certificate = Bytes.giving(read.getEncoded());
      return new Authority(dir, keys, certificate, Registers.load(dir.path()), clock);
    } catch (IOException | java.security.GeneralSecurityException e) {
      dir.close();
      throw new Trouble("cannot read the authority in " + path + ": " + e, "restore it", e);
    } catch (RuntimeException e) {
      dir.close();
      throw e;
    }
  }

  public String network() {
    return register.network();
  }

  /** By which people compare it: SHA-256 of the certificate. */
  public Digest fingerprint() {
    return Digest.of(certificate);
  }

  public Duration admissionLife() {
    return Duration.ofMillis(register.rules().admissionMillis());
  }

  public Duration invitationLife() {
    return Duration.ofMillis(register.rules().invitationMillis());
  }

  /**
   * Invites a node.
   *
   * @throws IllegalArgumentException when an address or a number is not valid, or there is no room
   */
  public InvitationFile invite(NodeId node, List<String> addresses, Duration life, int uses) {
    Register now = register.at(clock.instant());
    if (life.compareTo(Duration.ofMinutes(1)) < 0 || life.compareTo(Invitation.LIFE_MAX) > 0) {
      throw new IllegalArgumentException("an invitation is good for a minute to 31 days");
    }
    long until = clock.instant().plus(life).toEpochMilli();
    Invitation invitation =
        new Invitation(network(), now.invited() + 1, node, addresses, until, uses);
    keep(now.with(invitation));
    return new InvitationFile(invitation, invitation.sign(keys));
  }

  /**
   * Who asks to be admitted, and for how long.
   *
   * @param node who he says he is; empty: whom the invitation is for
   * @param addresses where; empty: all that the invitation is for
   */
  public record Asked(Optional<NodeId> node, List<String> addresses, Duration life) {}

  /**
   * Admits an invited node.
   *
   * @throws Trouble saying why the invitation is not good for it
   */
  public Admitted admit(InvitationFile invited, Asked asked) {
    Invitation invitation = invited.invitation();
    Instant now = clock.instant();
    check(invited, asked, now);
    Register current = register.at(now);
    Register.Invited entry =
        current
            .invitation(invitation.number())
            .filter(each -> each.node().equals(invitation.node().hex()))
            .orElseThrow(() -> refused("is not known any more: it was withdrawn"));
    if (entry.used() >= entry.uses()) {
      throw refused("was used " + entry.used() + " times, as often as it may be");
    }
    List<String> addresses =
        asked.addresses().isEmpty() ? invitation.addresses() : asked.addresses();
    Instant from = now.truncatedTo(ChronoUnit.SECONDS).minus(EARLIER);
    BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS);
    Admission admission =
        new Admission(
            network(),
            invitation.node(),
            addresses,
            from,
            now.truncatedTo(ChronoUnit.SECONDS).plus(asked.life()),
            serial);
    keep(current.with(entry, admission));
    return new Admitted(admission, Certificates.member(keys, admission));
  }

  private void check(InvitationFile invited, Asked asked, Instant now) {
    Invitation invitation = invited.invitation();
    if (!invitation.network().equals(network())
        || !invitation.signedBy(keys.id(), invited.signature())) {
      throw refused("is not of this network's authority, or was changed");
    }
    if (invitation.endedAt(now)) {
      throw refused("has expired at " + Instant.ofEpochMilli(invitation.untilMillis()));
    }
    asked
        .node()
        .filter(node -> !node.equals(invitation.node()))
        .ifPresent(node -> {
          throw refused("is for node " + invitation.node() + ", not " + node);
        });
    if (!new HashSet<>(invitation.addresses()).containsAll(asked.addresses())) {
      throw refused("is for " + String.join(", ", invitation.addresses()));
    }
    if (asked.life().compareTo(Duration.ofMinutes(1)) < 0
        || asked.life().compareTo(admissionLife()) > 0) {
      throw new Trouble(
          "an admission to this network holds for a minute to "
              + admissionLife().toDays()
              + " days",
          "give a shorter time");
    }
  }

  private static Trouble refused(String why) {
    return new Trouble("the invitation " + why, "invite the node anew: quorate network invite");
  }

  /** A node's admission and its certificate in DER. */
  public record Admitted(Admission admission, Bytes certificate) {}

  /** Writes what an admitted node needs into a folder; nothing of it is secret. */
  public void writePapers(Admitted admitted, Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new Trouble("cannot make the folder " + folder + ": " + e, "choose another", e);
    }
    WholeFile.write(folder.resolve(Papers.AUTHORITY), pem("CERTIFICATE", certificate));
    WholeFile.write(folder.resolve(Papers.LIST), list());
    WholeFile.write(folder.resolve(Papers.CERTIFICATE), pem("CERTIFICATE", admitted.certificate()));
    handOut(GENESIS, folder);
  }

  /** A network may have a ledger: then every member gets its genesis with the papers. */
  private void handOut(String name, Path folder) {
    Path mine = dir.path().resolve(name);
    try {
      if (Files.exists(mine)) {
        WholeFile.write(folder.resolve(name), Bytes.giving(Files.readAllBytes(mine)));
      }
    } catch (IOException e) {
      throw new Trouble("cannot read " + mine + ": " + e, "restore it, or move it away", e);
    }
  }

  /**
   * Revokes all that a node was admitted and invited for.
   *
   * @return how many admissions have ended
   * @throws Trouble when there are none
   */
  public int revoke(NodeId node, Revocations.Reason reason) {
    Register now = register.at(clock.instant());
    long open = now.of(node).stream().filter(each -> !each.revoked()).count();
    boolean invited = now.invitations().stream().anyMatch(each -> each.node().equals(node.hex()));
    if (open == 0 && !invited) {
      throw new Trouble(
          "node " + node + " has no admission that holds", "see: quorate network list DIR");
    }
    keep(now.without(node, reason, clock.instant()));
    return (int) open;
  }

  /** The revocation list in PEM. */
  public Bytes list() {
    return pem(
        "X509 CRL",
        Certificates.revocations(network(), keys, register.revocations(), clock.instant()));
  }

  /** The number of the newest revocation list. */
  public long listNumber() {
    return register.listNumber();
  }

  /** An admission as the register has it. */
  public record Listed(
      String node, List<String> addresses, String serial, Instant until, String standing) {}

  /** All admissions that have not expired. */
  public List<Listed> members() {
    return register.at(clock.instant()).members().stream()
        .map(each ->
            new Listed(
                each.node(),
                each.addresses(),
                each.serial(),
                Instant.ofEpochMilli(each.untilMillis()),
                each.revoked() ? "revoked: " + each.entry().reason().word() : "admitted"))
        .toList();
  }

  /** How many invitations may still be used. */
  public int openInvitations() {
    return (int)
        register.at(clock.instant()).invitations().stream()
            .filter(each -> each.used() < each.uses())
            .count();
  }

  private void keep(Register next) {
    Registers.save(next, dir.path());
    register = next;
    WholeFile.write(dir.path().resolve(Papers.LIST), list());
  }

  private static Bytes pem(String label, Bytes der) {
    return Bytes.giving(Documents.pem(label, der).getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    dir.close();
  }
}
