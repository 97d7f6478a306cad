package quorate.node.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.instance.impl.Node;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import quorate.node.membership.Greeting;
import quorate.node.membership.Handshake;
import quorate.node.membership.Membership;
import quorate.node.membership.Rejection;
import quorate.node.membership.Revocations;
import quorate.node.membership.TestNetwork;
import quorate.wire.Keys;
import quorate.wire.Samples;

/** Strangers of every kind knock at a real cluster's doors. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardTest {
  private static final byte[] SECRET = {4, 2};

  private final String name = "guarded-" + UUID.randomUUID();
  private final List<Cluster> members = new ArrayList<>();
  private final Map<Rejection, Long> before = new EnumMap<>(Rejection.class);
  private TestNetwork network;
  private Membership alice;
  private Cluster one;

  private Path folder;

  @BeforeAll
  void begin(@TempDir Path made) {
    folder = made;
    network = new TestNetwork(folder.resolve("network"), name);
    alice = network.member(Samples.ALICE);
    one = join(Samples.ALICE, alice);
    members.clear();
    join(Samples.BOB, network.member(Samples.BOB), one); // loopback is known now
    others();
    one.hazelcast().getMap(Settings.PICTURES).set("secret", SECRET);
  }

  @AfterEach
  void others() {
    members.forEach(Members::kill);
    members.clear();
    TestNode.until("alone again", () -> one.members().size() == 1);
  }

  @AfterAll
  void end() {
    Members.kill(one);
    network.close();
  }

  private Cluster join(Keys keys, Membership membership, Cluster... others) {
    return join(
        keys,
        membership,
        List.of(others).stream().map(other -> "127.0.0.1:" + other.port()).toList());
  }

  private Cluster join(Keys keys, Membership membership, List<String> addresses) {
    Cluster joined =
        Cluster.join(
            ClusterConfig.loopback(name, 0, addresses),
            keys.id(),
            new VertxOptions(),
            new Cluster.Building(UnaryOperator.identity(), vertx -> {}, Optional.of(membership)));
    members.add(joined);
    return joined;
  }

  @BeforeEach
  void count() {
    network.at(Instant.now());
    for (Rejection why : Rejection.values()) {
      before.put(why, alice.strangers().of(why));
    }
  }

  private long since(Rejection why) {
    return alice.strangers().of(why) - before.getOrDefault(why, 0L);
  }

  private void goesOn() {
    assertThat(one.hazelcast().getMap(Settings.PICTURES).get("secret")).isEqualTo(SECRET);
    assertThat(one.members()).containsExactly(Samples.ALICE.id());
  }

  @Test
  void membersShareWhatTheyKeepWhenBothAreAdmitted() {
    Cluster two = join(Samples.BOB, network.member(Samples.BOB), one);
    assertThat(one.members()).hasSize(2);
    byte[] large = new byte[3 << 20];
    new java.util.Random(7).nextBytes(large);
    two.hazelcast().getMap(Settings.PICTURES).set("large", large);
    assertThat(one.hazelcast().getMap(Settings.PICTURES).get("large")).isEqualTo(large);
    assertThat(two.hazelcast().getMap(Settings.PICTURES).get("secret")).isEqualTo(SECRET);
    List<Object> heard = new java.util.concurrent.CopyOnWriteArrayList<>();
    one.vertx().eventBus().consumer("word").handler(message -> heard.add(message.body()));
    TestNode.until(
        "heard over the guarded bus",
        () -> {
          two.vertx().eventBus().publish("word", "hello");
          return !heard.isEmpty();
        });
  }

  @Test
  void plainMemberWithTheRightNameStaysOutside() {
    Config config =
        Settings.of(
            ClusterConfig.loopback(name, 0, List.of("127.0.0.1:" + one.port())),
            Samples.BOB.id(),
            1);
    HazelcastInstance plain = Hazelcast.newHazelcastInstance(config);
    try {
      assertThat(plain.getMap(Settings.PICTURES).get("secret")).isNull();
    } finally {
      plain.getLifecycleService().terminate();
    }
    goesOn();
    assertThat(since(Rejection.NO_TLS)).isPositive();
  }

  @Test
  void clientWithTheRightNameReadsNothing() {
    ClientConfig config = new ClientConfig().setClusterName(name);
    config.getNetworkConfig().addAddress("127.0.0.1:" + one.port());
    config
        .getConnectionStrategyConfig()
        .getConnectionRetryConfig()
        .setClusterConnectTimeoutMillis(500);
    assertThatThrownBy(() -> HazelcastClient.newHazelcastClient(config))
        .isInstanceOf(IllegalStateException.class);
    goesOn();
    assertThat(since(Rejection.NO_TLS)).isPositive();
  }

  @Test
  void memberOfAnotherAuthorityStaysOutside() {
    try (TestNetwork other = new TestNetwork(folder.resolve("other"), name)) {
      Membership mallory = other.member(Samples.BOB);
      assertThatThrownBy(() -> join(Samples.BOB, mallory, one))
          .isInstanceOf(IllegalStateException.class);
      goesOn();
      assertThat(mallory.strangers().of(Rejection.FOREIGN) + since(Rejection.NO_TLS)).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void strangerWhoTrustsAnybodyIsNotTrusted(Door door) throws Exception {
    try (TestNetwork other = new TestNetwork(folder.resolve("other-" + door), name)) {
      Membership mallory = other.member(Samples.BOB);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(
          new KeyManager[] {mallory.tls().keys()}, new TrustManager[] {new TrustsAll()}, null);
      try (Socket socket = context.getSocketFactory().createSocket("127.0.0.1", door.port(one))) {
        assertThat(endedAfter(new byte[] {1}, socket)).isTrue();
      }
    }
    TestNode.until("counted", () -> since(Rejection.FOREIGN) > 0);
    goesOn();
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void strangerWithoutTlsIsHungUpOn(Door door) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port(one))) {
      byte[] greeting = "{\"type\":\"ping\"}\n hello there".getBytes(UTF_8);
      assertThat(endedAfter(greeting, socket)).isTrue();
    }
    TestNode.until("counted", () -> since(Rejection.NO_TLS) > 0);
    goesOn();
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void silentStrangerIsHungUpOn(Door door) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port(one))) {
      assertThat(endedAfter(new byte[0], socket)).isTrue();
    }
    TestNode.until("counted", () -> since(Rejection.SILENT) > 0);
  }

  /** Nothing but TLS's own records came back, and then the end, be it while one still writes. */
  private static boolean endedAfter(byte[] words, Socket socket) throws IOException {
    socket.setSoTimeout(15_000);
    try {
      socket.getOutputStream().write(words);
      while (socket.getInputStream().read() >= 0) {}
      return true;
    } catch (java.net.SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  /** Where one may knock. */
  enum Door {
    MEMBERS,
    BUS;

    int port(Cluster cluster) {
      return this == MEMBERS
          ? cluster.port()
          : ((VertxInternal) cluster.vertx()).clusterManager().getNodeInfo().port();
    }
  }

  private static final class TrustsAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Test
  void memberIsToldThatItsAdmissionHasExpired() {
    Instant before = Instant.now().minus(Duration.ofDays(2));
    network.at(before);
    Path papers = network.admit(Samples.BOB.id(), Duration.ofHours(1), "127.0.0.1");
    Membership late = network.startedAt(Samples.BOB, papers, before.plusSeconds(60));
    refused(late, Rejection.EXPIRED);
  }

  @Test
  void memberIsToldThatItsAdmissionIsForAnotherAddress() {
    Path papers = network.admit(Samples.BOB.id(), Duration.ofDays(1), "127.0.0.2");
    refused(network.member(Samples.BOB, papers), Rejection.WRONG_ADDRESS);
  }

  @Test
  void memberIsToldThatItsAdmissionWasRevoked() {
    Membership bob = network.member(Samples.BOB);
    network.authority().revoke(Samples.BOB.id(), Revocations.Reason.KEY_COMPROMISE);
    assertThat(alice.take(network.authority().list())).isTrue();
    refused(bob, Rejection.REVOKED);
  }

  private void refused(Membership membership, Rejection why) {
    assertThat(toldOn(membership)).contains(why.words());
    goesOn();
    TestNode.until("counted", () -> since(why) > 0);
  }

  /** At once; or, when its first call was cut off, alone in a cluster of its own by a later one. */
  private String toldOn(Membership membership) {
    try {
      Cluster alone = join(Samples.BOB, membership, one);
      assertThat(alone.members()).as("%s", membership.unjoined()).hasSize(1);
      TestNode.until("told", () -> membership.own().isPresent());
      return membership.own().orElseThrow().words();
    } catch (IllegalStateException refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  @Test
  void memberIsThrownOutAndToldWhyWhenItIsRevoked() {
    Membership bob = network.member(Samples.BOB);
    join(Samples.BOB, bob, one);
    assertThat(one.members()).hasSize(2);
    network.authority().revoke(Samples.BOB.id(), Revocations.Reason.PRIVILEGE_WITHDRAWN);
    assertThat(alice.take(network.authority().list())).isTrue();
    TestNode.until("thrown out", () -> one.members().equals(List.of(Samples.ALICE.id())));
    TestNode.until("told", () -> bob.own().isPresent());
    assertThat(bob.own().orElseThrow().words()).contains("privilege-withdrawn");
    assertThat(alice.heard(Samples.BOB.id())).isFalse();
    goesOn();
  }

  @Test
  void listSpreadsFromOneMemberToTheOthers() throws Exception {
    Path papers = network.admit(Samples.BOB.id(), Duration.ofDays(1), "127.0.0.1");
    Membership bob = network.member(Samples.BOB, papers);
    Cluster two = join(Samples.BOB, bob, one);
    TestNode.get(one.vertx().deployVerticle(new MembershipVerticle(one, alice)));
    TestNode.get(two.vertx().deployVerticle(new MembershipVerticle(two, bob)));
    Keys carol = Keys.of(new byte[Keys.SECRET_BYTES]);
    network.member(carol);
    network.authority().revoke(carol.id(), Revocations.Reason.UNSPECIFIED);
    Files.write(papers.resolve("revoked.crl"), network.authority().list().toArray());
    long number = network.authority().listNumber();
    TestNode.until("taken in by both", () -> alice.listNumber() == number);
    assertThat(bob.listNumber()).isEqualTo(number);
    assertThat(one.members()).hasSize(2);
  }

  @Test
  void memberThatSaysToBeAnotherNodeStaysOutside() {
    Membership bob = network.member(Samples.BOB);
    assertThatThrownBy(() -> join(Keys.of(new byte[Keys.SECRET_BYTES]), bob, one))
        .isInstanceOf(IllegalStateException.class);
    goesOn();
    assertThat(since(Rejection.WRONG_KEY)).isPositive();
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void newcomerIsHeardThoughForeignMembersKeepKnocking(Door door) throws Exception {
    InetAddress rude = address(door == Door.MEMBERS ? 60 : 61);
    InetAddress from = address(door == Door.MEMBERS ? 70 : 71);
    Path papers = network.admit(Samples.BOB.id(), Duration.ofDays(1), from.getHostAddress());
    Membership bob = network.member(Samples.BOB, papers);
    AtomicBoolean knocking = new AtomicBoolean(true);
    try (TestNetwork other = new TestNetwork(folder.resolve("knocking" + door), name);
        ExecutorService knockers = Executors.newFixedThreadPool(3)) {
      Membership mallory = other.member(Samples.BOB);
      Runnable knock =
          () -> {
            while (knocking.get()) {
              assertThatThrownBy(() -> shakesHands(door, mallory, rude)).isNotNull();
            }
          };
      List<Future<?>> all =
          List.of(knockers.submit(knock), knockers.submit(knock), knockers.submit(knock));
      TestNode.until("too many", () -> since(Rejection.CROWDED) >= 30);
      shakesHands(door, bob, from);
      knocking.set(false);
      for (Future<?> each : all) {
        each.get();
      }
    }
    goesOn();
  }

  private void shakesHands(Door door, Membership membership, InetAddress from) throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (Socket socket = new Socket(loopback, door.port(one), from, 0)) {
      if (door == Door.MEMBERS) {
        Handshake.perform(membership, socket, true);
        return;
      }
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(
          new KeyManager[] {membership.tls().keys()},
          new TrustManager[] {membership.tls().trust()},
          null);
      SSLSocket tls =
          (SSLSocket) context.getSocketFactory().createSocket(socket, "127.0.0.1", 0, true);
      tls.startHandshake();
      tls.setSoTimeout(500);
      assertThatThrownBy(() -> tls.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class); // not an alert
    }
  }

  private static InetAddress address(int last) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }

  @Test
  void foundsNoClusterOfItsOwnWhereItWasSentAway() throws Exception {
    ServerSocket busy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread doorman = Thread.ofPlatform().start(() -> sendAway(busy));
    try {
      List<String> there = List.of("127.0.0.1:" + busy.getLocalPort());
      Membership bob = network.member(Samples.BOB);
      assertThatThrownBy(() -> join(Samples.BOB, bob, there))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another member says")
          .hasMessageContaining("internal_error");
    } finally {
      busy.close();
      doorman.join();
    }
  }

  private static void sendAway(ServerSocket at) {
    while (!at.isClosed()) {
      try (Socket caller = at.accept()) {
        Greeting.heard(caller);
        Greeting.sendAway(caller);
      } catch (IOException closed) {
        assertThat(closed).hasMessageNotContaining("whole");
      }
    }
  }

  private static Node nodeOf(HazelcastInstance instance) {
    return ((HazelcastInstanceProxy) instance).getOriginal().node;
  }

  @Test
  void channelsOfStrangersAreForgotten() throws Exception {
    for (int i = 0; i < 600; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), one.port())) {
        socket.getOutputStream().write('?');
      }
    }
    TestNode.until("refused", () -> since(Rejection.NO_TLS) + since(Rejection.CROWDED) >= 600);
    assertThat(Guard.accepted(nodeOf(one.hazelcast()))).hasSizeLessThan(300);
  }

  @Test
  void doorThatStrangersHaveClosedOpensAgain() throws IOException {
    long before = alice.strangers().pauses("members");
    List<Socket> scanners = new ArrayList<>();
    try {
      while (alice.strangers().pauses("members") == before) {
        assertThat(scanners).hasSizeLessThan(3_000);
        Socket next = new Socket();
        scanners.add(next);
        next.bind(new InetSocketAddress(address(2 + scanners.size() % 50), 0));
        next.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), one.port()));
      }
      join(Samples.BOB, network.member(Samples.BOB), one);
      assertThat(one.members()).hasSize(2);
    } finally {
      for (Socket each : scanners) {
        each.close();
      }
    }
  }

  @Test
  void strangerWhoComesTooFastIsToldThatSomebodyIsThere() throws IOException {
    List<Socket> calls = new ArrayList<>();
    try {
      for (int i = 0; i < 10 * Hearing.ADDRESS_BURST; i++) {
        calls.add(new Socket(InetAddress.getLoopbackAddress(), one.port(), address(90), 0));
      }
      List<Integer> said = new ArrayList<>();
      for (Socket each : calls.subList(calls.size() / 2, calls.size())) {
        said.add(firstByte(each));
      }
      assertThat(said).contains(21); // an alert, and nobody has spoken
    } finally {
      for (Socket each : calls) {
        each.close();
      }
    }
    goesOn();
  }

  private static int firstByte(Socket of) throws IOException {
    of.setSoTimeout(10_000);
    try {
      return of.getInputStream().read();
    } catch (SocketException reset) {
      return -1;
    }
  }

  @Test
  void doormanKeepsTheThreadThatAcceptsWhenStrangersComeTooFast() throws Exception {
    Doorman doorman = new Doorman(alice, Callers.of(List.of()), () -> {});
    InetAddress from = address(2);
    Thread accepting =
        Thread.ofPlatform()
            .start(() -> {
              while (!Thread.currentThread().isInterrupted()) {
                doorman.tookIn(from);
              }
            });
    try {
      TestNode.until("kept", () -> accepting.getState() == Thread.State.TIMED_WAITING);
    } finally {
      accepting.interrupt();
      accepting.join();
    }
  }

  @Test
  void memberThatWasConnectedToItselfJudgesNobody() throws IOException {
    Doorman doorman = new Doorman(alice, Callers.of(List.of()), () -> {});
    try (Socket socket = SelfConnectTest.toItself()) {
      assertThatThrownBy(() -> doorman.onConnect(socket)).isInstanceOf(ConnectException.class);
    }
    assertThat(alice.unjoined()).isEmpty();
  }

  @Test
  void manySilentStrangersAreHungUpOnAtTheBusToo() throws IOException {
    List<Socket> scanners = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        scanners.add(
            new Socket(
                InetAddress.getLoopbackAddress(), Door.BUS.port(one), address(2 + i % 50), 0));
      }
      TestNode.until("hung up on", () -> since(Rejection.CROWDED) + since(Rejection.SILENT) >= 84);
      assertThat(since(Rejection.CROWDED)).isLessThanOrEqualTo(100);
    } finally {
      for (Socket each : scanners) {
        each.close();
      }
    }
    goesOn();
  }

  @Test
  void manySilentStrangersAreCountedAndHoldUpNobody() throws IOException {
    List<Socket> scanners = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        scanners.add(
            new Socket(
                InetAddress.getLoopbackAddress(),
                one.port(),
                InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (2 + i % 50)}),
                0));
      }
      TestNode.until("hung up on", () -> since(Rejection.CROWDED) + since(Rejection.SILENT) >= 84);
      join(Samples.BOB, network.member(Samples.BOB), one);
      assertThat(one.members()).hasSize(2);
    } finally {
      for (Socket each : scanners) {
        each.close();
      }
    }
  }
}
