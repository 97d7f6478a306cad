package quorate.node.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.node.Trouble;
import quorate.node.membership.Revocations.Reason;
import quorate.task.Bytes;
import quorate.wire.Samples;

/** What papers hold, and which do not. */
class MembershipTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path folder;
  private TestNetwork network;

  @BeforeEach
  void begin() {
    network = new TestNetwork(folder.resolve("network"), "cameras");
  }

  @AfterEach
  void end() {
    network.close();
  }

  @Test
  void certificateSaysWhatWasAdmitted() {
    Path papers = network.admit(Samples.BOB.id(), DAY, "10.0.0.7", "node7.example", "fd00::7");
    Admission admission = network.member(Samples.BOB, papers).admission();
    assertThat(admission.node()).isEqualTo(Samples.BOB.id());
    assertThat(admission.network()).isEqualTo("cameras");
    assertThat(admission.addresses()).contains("10.0.0.7", "node7.example").hasSize(3);
    assertThat(admission.until()).isBefore(Instant.now().plus(Duration.ofHours(25)));
  }

  @Test
  void memberThatHasNoRoomJudgesNobody() {
    Membership bob = network.member(Samples.BOB);
    bob.dialFailed(new Handshake.Refused(Rejection.CROWDED.because("come again"), true));
    assertThat(bob.own()).isEmpty();
    assertThat(bob.unjoined()).isPresent();
  }

  @Test
  void addressMustBeOneOfTheAdmission() throws IOException {
    Path papers = network.admit(Samples.BOB.id(), DAY, "10.0.0.7", "localhost", "fd00::7");
    Admission admission = network.member(Samples.BOB, papers).admission();
    for (String there : new String[] {"10.0.0.7", "127.0.0.1", "fd00:0:0::7"}) {
      assertThat(Membership.judge(admission, InetAddress.getByName(there))).isEmpty();
    }
    assertThat(Membership.judge(admission, InetAddress.getByName("10.0.0.8")))
        .map(Rejection.Refusal::why)
        .hasValue(Rejection.WRONG_ADDRESS);
  }

  @Test
  void papersOfSomebodyElseAreRefusedAtStart() {
    Path papers = network.admit(Samples.BOB.id(), DAY, "127.0.0.1");
    assertThatThrownBy(() -> network.member(Samples.ALICE, papers))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("are for node " + Samples.BOB.id());
    assertThatThrownBy(() -> Membership.open(papers, folder, Samples.BOB, "another"))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("are for the network cameras");
  }

  @Test
  void certificateOfAnotherAuthorityIsRefusedAtStart() throws IOException {
    Path papers = network.admit(Samples.BOB.id(), DAY, "127.0.0.1");
    try (TestNetwork other = new TestNetwork(folder.resolve("other"), "cameras")) {
      Path foreign = other.admit(Samples.BOB.id(), DAY, "127.0.0.1");
      Files.copy(
          foreign.resolve(Papers.CERTIFICATE),
          papers.resolve(Papers.CERTIFICATE),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    assertThatThrownBy(() -> network.member(Samples.BOB, papers))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("authority of cameras");
  }

  @Test
  void everyChangedByteOfACertificateIsNoticed() throws Exception {
    Path papers = network.admit(Samples.BOB.id(), DAY, "127.0.0.1");
    PublicKey authority = Papers.read(papers).authority().getPublicKey();
    Bytes der = Bytes.giving(Papers.read(papers).certificate().getEncoded());
    assertThat(holds(der, authority)).isTrue();
    for (int i = 0; i < der.size(); i++) {
      byte[] changed = der.toArray();
      changed[i] ^= 1;
      assertThat(holds(Bytes.giving(changed), authority) && i != unusedBits(der))
          .as("byte %d", i)
          .isFalse();
    }
  }

  private static boolean holds(Bytes der, PublicKey authority) {
    try {
      return Documents.signedBy(Documents.certificate(der), authority);
    } catch (IllegalArgumentException unreadable) {
      return false;
    }
  }

  /**
   * How many bits of the signature's last byte do not count: not signed, and it changes nothing.
   */
  private static int unusedBits(Bytes der) {
    return der.size() - 65;
  }

  @Test
  void listIsTakenOnlyWhenItIsNewerAndTheAuthoritys() throws IOException {
    Membership bob = network.member(Samples.BOB);
    network.member(Samples.ALICE);
    Bytes first = network.authority().list();
    network.authority().revoke(Samples.ALICE.id(), Reason.SUPERSEDED);
    Bytes second = network.authority().list();
    assertThat(bob.take(second)).isTrue();
    assertThat(bob.take(second)).isFalse();
    assertThat(bob.take(first)).isFalse();
    assertThat(bob.listNumber()).isEqualTo(1);
    try (TestNetwork other = new TestNetwork(folder.resolve("other"), "cameras")) {
      other.member(Samples.ALICE);
      other.authority().revoke(Samples.ALICE.id(), Reason.SUPERSEDED);
      other.member(Samples.BOB);
      other.authority().revoke(Samples.BOB.id(), Reason.SUPERSEDED);
      assertThatThrownBy(() -> bob.take(other.authority().list()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    byte[] tampered = second.toArray();
    for (int i = 0; i < tampered.length; i += 7) {
      byte[] changed = tampered.clone();
      changed[i] = 'x';
      int cut = i;
      assertThatThrownBy(() -> bob.take(Bytes.giving(Arrays.copyOf(tampered, cut))))
          .isInstanceOf(IllegalArgumentException.class);
      try {
        assertThat(bob.take(Bytes.giving(changed))).isFalse();
      } catch (IllegalArgumentException refused) {
        assertThat(refused).isNotNull();
      }
    }
    assertThat(bob.own()).isEmpty();
  }

  @Test
  void olderListDoesNotComeBackWithARestart() {
    Path papers = network.admit(Samples.BOB.id(), DAY, "127.0.0.1");
    Membership bob = Membership.open(papers, folder, Samples.BOB, "cameras");
    network.member(Samples.ALICE);
    network.authority().revoke(Samples.ALICE.id(), Reason.SUPERSEDED);
    bob.take(network.authority().list());
    Membership again = Membership.open(papers, folder, Samples.BOB, "cameras");
    assertThat(again.listNumber()).isEqualTo(1);
  }

  @Test
  void renewedCertificateIsTakenInWhileItRuns() throws IOException {
    Path papers = network.admit(Samples.BOB.id(), Duration.ofHours(1), "127.0.0.1");
    Membership bob = network.member(Samples.BOB, papers);
    Instant before = bob.admission().until();
    Path renewed = network.admit(Samples.BOB.id(), DAY, "127.0.0.1");
    Files.copy(
        renewed.resolve(Papers.CERTIFICATE),
        papers.resolve(Papers.CERTIFICATE),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(bob.look()).isEmpty();
    assertThat(bob.admission().until()).isAfter(before);
    Files.writeString(papers.resolve(Papers.CERTIFICATE), "nonsense");
    assertThat(bob.look()).hasSize(1);
    assertThat(bob.admission().until()).isAfter(before);
  }

  @Test
  void memberIsHeardAMinuteLongerThanItsAdmissionUnlessItHasANewerOne() {
    Instant now = Instant.now();
    Membership alice = network.member(Samples.ALICE);
    assertThat(alice.heard(Samples.BOB.id())).as("a volunteer, perhaps").isTrue();
    alice.remember(admittedFor(Duration.ofHours(1), now.minus(Duration.ofSeconds(3610))));
    assertThat(alice.heard(Samples.BOB.id())).as("it may be renewing").isTrue();
    alice.remember(admittedFor(Duration.ofHours(1), now.minus(DAY)));
    assertThat(alice.heard(Samples.BOB.id())).isFalse();
    alice.remember(admittedFor(DAY, now));
    assertThat(alice.heard(Samples.BOB.id())).isTrue();
  }

  private Admission admittedFor(Duration life, Instant then) {
    network.at(then);
    Path papers = network.admit(Samples.BOB.id(), life, "127.0.0.1");
    return network.startedAt(Samples.BOB, papers, then).admission();
  }

  @Test
  void expiredAndNotYetValidPapersAreRefusedAtStart() {
    Instant now = Instant.now();
    network.at(now.minus(DAY));
    Path expired = network.admit(Samples.BOB.id(), Duration.ofHours(1), "127.0.0.1");
    assertThatThrownBy(() -> network.member(Samples.BOB, expired)).hasMessageContaining("expired");
    network.at(now.plus(DAY));
    Path early = network.admit(Samples.BOB.id(), Duration.ofHours(1), "127.0.0.1");
    assertThatThrownBy(() -> network.member(Samples.BOB, early)).hasMessageContaining("not valid");
  }

  @Test
  void expiredInvitationAdmitsNobody() {
    InvitationFile invitation =
        network
            .authority()
            .invite(Samples.BOB.id(), java.util.List.of("a"), Duration.ofMinutes(1), 1);
    network.at(Instant.now().plus(Duration.ofMinutes(2)));
    Authority.Asked asked =
        new Authority.Asked(Optional.empty(), java.util.List.of(), Duration.ofHours(1));
    assertThatThrownBy(() -> network.authority().admit(invitation, asked))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("expired");
  }

  @Test
  void invitationIsReadBackAndItsTruncationsAreRefused() {
    String text =
        network
            .authority()
            .invite(Samples.BOB.id(), java.util.List.of("a"), Duration.ofHours(1), 1)
            .text();
    assertThat(InvitationFile.parse(text).text()).isEqualTo(text);
    for (int i = 0; i < text.stripTrailing().length(); i++) {
      String cut = text.substring(0, i);
      assertThatThrownBy(() -> InvitationFile.parse(cut))
          .as(cut)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
