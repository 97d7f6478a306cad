package quorate.node.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.node.ConfigSource;
import quorate.node.Identity;
import quorate.node.TestTls;
import quorate.node.doctor.Finding.Status;
import quorate.node.membership.TestNetwork;
import quorate.wire.Samples;

class MembershipChecksTest {
  @TempDir private Path folder;
  private TestNetwork network;
  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void begin() throws Exception {
    network = new TestNetwork(folder.resolve("network"), "cameras");
    Path data = java.nio.file.Files.createDirectory(folder.resolve("data"));
    Identity.write(Samples.BOB, data.resolve(Identity.FILE));
    settings.put("node.dataDir", data.toString());
    settings.put("network.name", "cameras");
  }

  @AfterEach
  void end() {
    network.close();
  }

  private Status status(String name) {
    return found().stream()
        .filter(each -> each.name().equals(name))
        .map(Finding::status)
        .findFirst()
        .orElseThrow();
  }

  private List<Finding> found() {
    return MembershipChecks.membership(ConfigSource.with(settings), Instant.now());
  }

  @Test
  void portsBeyondLoopbackNeedPapers() {
    assertThat(status("doors")).isEqualTo(Status.OK);
    settings.put("cluster.host", "10.0.0.7");
    settings.put("cluster.insecure", "true");
    assertThat(status("doors")).isEqualTo(Status.DEGRADED);
  }

  @Test
  void papersAreForThisNodeAndAddressAndHoldForAWeek() {
    settings.put(
        "network.dir",
        network.admit(Samples.BOB.id(), Duration.ofDays(20), "127.0.0.1").toString());
    assertThat(found()).extracting(Finding::status).containsOnly(Status.OK);
    settings.put(
        "network.dir", network.admit(Samples.BOB.id(), Duration.ofDays(2), "10.0.0.7").toString());
    assertThat(status("papers")).isEqualTo(Status.DEGRADED);
    assertThat(status("address")).isEqualTo(Status.UNHEALTHY);
    settings.put(
        "network.dir",
        network.admit(Samples.ALICE.id(), Duration.ofDays(20), "127.0.0.1").toString());
    assertThat(status("papers")).isEqualTo(Status.UNHEALTHY);
    settings.put("network.dir", folder.resolve("nowhere").toString());
    assertThat(status("papers")).isEqualTo(Status.UNHEALTHY);
  }

  @Test
  void certificateOfHttpsIsLookedAt() throws Exception {
    TestTls day = TestTls.make(folder.resolve("tls"), Instant.now().minus(Duration.ofHours(1)));
    settings.put("http.certificate", day.certificate().toString());
    settings.put("http.key", day.key().toString());
    assertThat(status("https")).isEqualTo(Status.DEGRADED); // it ends within a week
    settings.put("http.key", folder.resolve("none").toString());
    assertThat(status("https")).isEqualTo(Status.UNHEALTHY);
    settings.remove("http.certificate");
    settings.remove("http.key");
    settings.put("http.host", "0.0.0.0");
    assertThat(status("https")).isEqualTo(Status.DEGRADED);
  }
}
