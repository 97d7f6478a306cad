package quorate.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quorate.node.config.ConfigRefused;
import quorate.node.config.Effective;
import quorate.node.config.KnobSpec;
import quorate.node.config.Origin;
import quorate.node.config.Setting;
import quorate.task.Place;

class ConfigSourceTest {
  @TempDir Path dir;

  @Test
  void hasADefaultForEveryKnob() {
    Effective<NodeConfig> plain = ConfigSource.load(List.of(), Map.of(), Optional.empty());
    assertThat(plain.values()).allMatch(value -> value.origin() == Origin.DEFAULT);
    assertThat(plain.values()).allMatch(value -> value.where().equals(ConfigSource.DEFAULTS));
    assertThat(plain.values()).hasSameSizeAs(ConfigSource.knobs().all());
  }

  @Test
  void laterSourcesWin() throws IOException {
    Path file = write("http:\n  port: 1\ncluster: {port: 1, busPort: 1}\nlog.level: warn\n");
    Effective<NodeConfig> found =
        ConfigSource.load(
            List.of(new Setting("http.port", "3", Origin.COMMAND_LINE, "--http-port")),
            Map.of("QUORATE_HTTP_PORT", "2", "QUORATE_CLUSTER_PORT", "2", "PATH", "/bin"),
            Optional.of(file));
    assertThat(found.config().http().port()).isEqualTo(3);
    assertThat(found.config().cluster().port()).isEqualTo(2);
    assertThat(found.config().cluster().busPort()).isEqualTo(1);
    assertThat(found.config().log().level()).isEqualTo(NodeConfig.Level.WARN);
    assertThat(where(found, "http.port")).isEqualTo("--http-port");
    assertThat(where(found, "cluster.port")).isEqualTo("QUORATE_CLUSTER_PORT");
    assertThat(where(found, "cluster.busPort")).isEqualTo(file + ":3");
    assertThat(where(found, "log.level")).isEqualTo(file + ":4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http.prot    | 1        | there is no such key; did you mean http.port?
          node.port    | 1        | there is no such key; did you mean
          cluster.datadir | x     | there is no such key; did you mean node.dataDir?
          http.port    | 65536    | expected a whole number from 0 to 65535, not "65536"
          http.port    | -1       | expected a whole number from 0 to 65535, not "-1"
          http.port    | many     | expected a whole number from 0 to 65535, not "many"
          http.port    | 99999999999999999999 | expected a whole number from 0 to 65535
          gateway.pictureBytes | 1GiB | expected a number of bytes from 1KiB to 64MiB
          gateway.pictureBytes | 9999999999GiB | expected a number of bytes from 1KiB to 64MiB
          shutdown.timeout | 20   | expected a duration from 1s to 10m, not "20"
          shutdown.timeout | 11m  | expected a duration from 1s to 10m, not "11m"
          fault.behaviour | evil  | expected one of none, liar, copier, mute, slow, lazy, not "evil"
          fault.behaviour | liar  | expected none unless network.name begins with demo
          network.name | Ä        | expected 1 to 63 of a-z, 0-9, . and -
          node.place   | 91,0     | expected latitude,longitude in degrees
          node.place   | NaN,0    | expected latitude,longitude in degrees
          node.place   | here     | expected latitude,longitude in degrees
          cluster.host | 0.0.0.0  | expected the address to tell other nodes
          cluster.members | a:1,b | expected at most 256 of: host:port, not "a:1,b"
          log.level    | loud     | expected one of error, warn, info, debug, trace
          """)
  void refusesWhatIsWrong(String key, String value, String expected) {
    assertThatThrownBy(() -> ConfigSource.with(Map.of(key, value)))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining(expected);
  }

  @Test
  void saysAllThatIsWrongAtOnce() {
    ConfigRefused refused =
        refusedBy(Map.of("QUORATE_HTTP_PROT", "1", "QUORATE_LOG_LEVEL", "loud"));
    assertThat(refused.problems()).hasSize(2);
    assertThat(refused).hasMessageContaining("did you mean QUORATE_HTTP_PORT?");
    assertThat(refused).hasMessageContaining("log.level (QUORATE_LOG_LEVEL)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          - a                          | expected keys with values
          http: [                      | no YAML
          http: {port: 1, port: 2}     | already set
          http: {hosts: [{a: 1}]}      | expected plain values
          http: 5                      | there is no such key
          """)
  void refusesAFileThatIsNoConfiguration(String text, String expected) throws IOException {
    Path file = write(text);
    assertThatThrownBy(() -> ConfigSource.load(List.of(), Map.of(), Optional.of(file)))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining(expected);
  }

  @Test
  void refusesAFileThatIsNotThere() {
    Path nowhere = dir.resolve("nowhere.yaml");
    assertThatThrownBy(() -> ConfigSource.load(List.of(), Map.of(), Optional.of(nowhere)))
        .isInstanceOf(ConfigRefused.class)
        .hasMessageContaining("nowhere.yaml");
  }

  @Test
  void takesTheFileThatTheEnvironmentNames() throws IOException {
    Path file = write("node: {name: north}");
    Map<String, String> environment = Map.of("QUORATE_CONFIG", file.toString());
    assertThat(ConfigSource.load(List.of(), environment, Optional.empty()).config().node().name())
        .isEqualTo("north");
  }

  @Test
  void passesOverVariablesThatAreNotForNodes() {
    Map<String, String> environment = Map.of("QUORATE_API_KEY", "secret", "QUORATE_JAR", "q.jar");
    assertThat(ConfigSource.load(List.of(), environment, Optional.empty()).config())
        .isEqualTo(ConfigSource.with(Map.of()));
  }

  @Test
  void readsUnitsPlacesAndLists() {
    NodeConfig config =
        ConfigSource.with(
            Map.of(
                "node.place", "52.52,13.4",
                "gateway.pictureBytes", "2MiB",
                "shutdown.timeout", "1500ms",
                "cluster.members", "10.0.0.1:5701, 10.0.0.2:5701"));
    assertThat(config.node().place()).contains(new Place(53, 13));
    assertThat(config.gateway().pictureBytes()).isEqualTo(2 << 20);
    assertThat(config.shutdown().timeout()).isEqualTo(Duration.ofMillis(1500));
    assertThat(config.cluster().members()).containsExactly("10.0.0.1:5701", "10.0.0.2:5701");
  }

  @Test
  void neverShowsASecret() {
    String key = "ab".repeat(32);
    Effective<NodeConfig> found =
        ConfigSource.load(List.of(), Map.of("QUORATE_GATEWAY_KEYS", key), Optional.empty());
    assertThat(found.config().gateway().keys()).containsExactly(key);
    assertThat(found.values().toString()).doesNotContain(key).contains("***");
    assertThat(refusedBy(Map.of("QUORATE_GATEWAY_KEYS", "hunter2")))
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void readsBackWhatItShows() {
    for (Effective.Value value :
        ConfigSource.load(List.of(), Map.of(), Optional.empty()).values()) {
      NodeConfig again = ConfigSource.with(Map.of(value.key(), value.shown()));
      assertThat(again).isEqualTo(ConfigSource.with(Map.of()));
    }
  }

  @Test
  void namesEveryKnobInThreeWays() {
    KnobSpec spec =
        ConfigSource.knobs().all().stream()
            .filter(each -> each.key().equals("node.dataDir"))
            .findFirst()
            .orElseThrow();
    assertThat(spec.option()).isEqualTo("--node-data-dir");
    assertThat(spec.variable()).isEqualTo("QUORATE_NODE_DATA_DIR");
    assertThat(ConfigSource.knobs().all()).allMatch(each -> each.doc().endsWith("."));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(dir.resolve("quorate.yaml"), text);
  }

  private static String where(Effective<NodeConfig> found, String key) {
    return found.values().stream()
        .filter(value -> value.key().equals(key))
        .findFirst()
        .orElseThrow()
        .where();
  }

  private static ConfigRefused refusedBy(Map<String, String> environment) {
    try {
      ConfigSource.load(List.of(), environment, Optional.empty());
      throw new AssertionError("it was accepted");
    } catch (ConfigRefused refused) {
      return refused;
    }
  }
}
