package quorate.node.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quorate.cli.fleet.FreePorts;
import quorate.gateway.access.ApiKeyFile;
import quorate.gateway.access.ApiKeys;
import quorate.node.ConfigSource;
import quorate.node.DataDir;
import quorate.node.Identity;
import quorate.node.NodeConfig;
import quorate.node.doctor.Finding.Status;

class ChecksTest {
  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({"17, UNHEALTHY", "21, OK", "25, OK"})
  void wantsJava21(int major, Status status) {
    assertThat(MachineChecks.java(major).status()).isEqualTo(status);
  }

  @Test
  void findsThatSignaturesAreVerifiedAsTheNetworkDoes() {
    assertThat(MachineChecks.signatures().status()).isEqualTo(Status.OK);
  }

  @ParameterizedTest
  @CsvSource({
    "8000, 9223372036854775807, OK",
    "8000, 1000, DEGRADED",
    "8000, 512, UNHEALTHY",
    "800, 9223372036854775807, UNHEALTHY"
  })
  void countsAContainersMemoryLimit(long physical, long limit, Status status) {
    long bytes = limit == Long.MAX_VALUE ? limit : limit << 20;
    Finding found = MachineChecks.memory(physical << 20, bytes);
    assertThat(found.status()).isEqualTo(status);
    assertThat(found.action().contains("container")).isEqualTo(limit < physical);
  }

  @ParameterizedTest
  @CsvSource({"max, 9223372036854775807", "1073741824, 1073741824", "'', 9223372036854775807"})
  void readsAControlGroupsLimit(String written, long limit) {
    assertThat(MachineChecks.limit(written + "\n")).isEqualTo(limit);
  }

  @ParameterizedTest
  @CsvSource({"256, UNHEALTHY", "1024, DEGRADED", "65536, OK"})
  void wantsManyOpenFiles(long most, Status status) {
    assertThat(MachineChecks.files(most).status()).isEqualTo(status);
  }

  @Test
  void refusesAClockBeforeItsOwnTime() {
    assertThat(ClockChecks.clock(0).status()).isEqualTo(Status.UNHEALTHY);
    assertThat(ClockChecks.clock(System.currentTimeMillis()).status()).isEqualTo(Status.OK);
  }

  @ParameterizedTest
  @CsvSource({"1900, OK", "-1900, OK", "5000, DEGRADED", "-60000, UNHEALTHY"})
  void comparesClocks(long millis, Status status) {
    assertThat(ClockChecks.skew(URI.create("http://n"), millis).status()).isEqualTo(status);
  }

  @Test
  void namesAPeerThatDoesNotAnswer() throws Exception {
    Finding found =
        ClockChecks.peer(URI.create("http://127.0.0.1:" + FreePorts.choose(1).getFirst()));
    assertThat(found.status()).isEqualTo(Status.UNHEALTHY);
    assertThat(ClockChecks.peer(URI.create("nonsense")).status()).isEqualTo(Status.UNHEALTHY);
  }

  @ParameterizedTest
  @CsvSource({"100, UNHEALTHY", "1000, DEGRADED", "100000, OK"})
  void wantsRoomOnTheDisk(long mebibytes, Status status) {
    assertThat(DataChecks.disk(mebibytes).status()).isEqualTo(status);
  }

  @Test
  void changesNothingByLooking() throws IOException {
    Path missing = dir.resolve("a/b");
    assertThat(DataChecks.directory(missing).observed()).contains("will be made");
    assertThat(DataChecks.key(missing).status()).isEqualTo(Status.OK);
    assertThat(ModelChecks.stored(missing).status()).isEqualTo(Status.OK);
    assertThat(missing).doesNotExist();
  }

  @Test
  void refusesAKeyAndADirectoryThatOthersCanUse() throws IOException {
    Identity.openOrDraw(dir);
    Path key = dir.resolve(Identity.FILE);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(DataChecks.key(dir).action()).contains("chmod 600");
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(DataChecks.directory(dir).action()).contains("chmod 700");
  }

  @Test
  void knowsADirectoryThatARunningNodeHolds() throws IOException {
    Path data = dir.resolve("data");
    try (DataDir held = DataDir.hold(data)) {
      assertThat(DataChecks.directory(held.path()).observed()).contains("held by a running node");
    }
  }

  @Test
  void namesThePortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      NodeConfig config = ConfigSource.with(Map.of("cluster.port", port, "http.port", "0"));
      assertThat(NetworkChecks.ports(config))
          .filteredOn(found -> found.status() == Status.UNHEALTHY)
          .singleElement()
          .satisfies(found -> assertThat(found.action()).contains("--cluster-port"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "5701, '', false",
    "32768, '', true",
    "60999, '', true",
    "61000, '', false",
    "40000, '40000', false",
    "41005, '40000,41000-41010', false",
    "41011, '40000,41000-41010', true"
  })
  void knowsThePortsThatTheSystemGivesToCallers(int port, String reserved, boolean has) {
    assertThat(CallerPorts.has(port, "32768\t60999\n", reserved + "\n")).isEqualTo(has);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void namesAPortThatTheSystemGivesToCallers() throws Exception {
    int given;
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      given = any.getLocalPort();
    }
    Finding found = NetworkChecks.kept("bus port", "free", given, "--bus");
    assertThat(found.status()).isEqualTo(Status.DEGRADED);
    assertThat(found.action()).contains("--bus PORT");
    assertThat(NetworkChecks.kept("bus port", "free", 80, "--bus").status()).isEqualTo(Status.OK);
  }

  @Test
  void namesMembersThatAreSilent() throws IOException {
    String silent = "127.0.0.1:" + FreePorts.choose(1).getFirst();
    NodeConfig config = ConfigSource.with(Map.of("cluster.members", silent));
    Finding found = NetworkChecks.members(config.cluster());
    assertThat(found.status()).isEqualTo(Status.DEGRADED);
    assertThat(found.observed()).contains(silent);
  }

  @Test
  void wantsKeysWhenOthersCanConnect() throws IOException {
    NodeConfig open =
        ConfigSource.with(Map.of("http.host", "0.0.0.0", "node.dataDir", dir.toString()));
    assertThat(NetworkChecks.access(open).status()).isEqualTo(Status.DEGRADED);
    assertThat(NetworkChecks.access(open).action()).contains("quorate key create");
    ApiKeyFile.in(dir).save(ApiKeys.NONE.with("camera", "qk_x", 1));
    assertThat(NetworkChecks.access(open).status()).isEqualTo(Status.OK);
    assertThat(NetworkChecks.access(ConfigSource.with(Map.of())).status()).isEqualTo(Status.OK);
  }

  @Test
  void goesOnWhenACheckBreaks() {
    List<Finding> found = new ArrayList<>();
    Doctor.make(
        found,
        "disk",
        () -> {
          throw new IOException("on purpose");
        });
    Doctor.make(found, "java", () -> List.of(MachineChecks.java(21)));
    assertThat(found).extracting(Finding::status).containsExactly(Status.UNHEALTHY, Status.OK);
    assertThat(Doctor.worst(found)).isEqualTo(Status.UNHEALTHY);
  }

  @Test
  void answersItsOwnQuestionWithTensorFlow() throws IOException {
    assertThat(ModelChecks.selfTest().observed()).contains("loaded and answered");
  }
}
