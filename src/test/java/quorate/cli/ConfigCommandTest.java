package quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.node.ConfigSource;

class ConfigCommandTest {
  @TempDir Path dir;

  @Test
  void namesTheKeyAndWhatWasExpectedWhenRefused() {
    Run run = Run.of("config", "show", "--http-port", "70000", "--output", "json");
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.json().getJsonObject("error").getString("what"))
        .contains("http.port (--http-port): expected a whole number from 0 to 65535");
  }

  @Test
  void suggestsTheOptionWhenMistyped() {
    Run run = Run.of("config", "show", "--http-prot", "1");
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("did you mean --http-port");
  }

  @Test
  void showsEveryValueAndItsOrigin() throws IOException {
    Path file = Files.writeString(dir.resolve("q.yaml"), "node:\n  name: north\n");
    Run run =
        Run.of(
            "config",
            "show",
            "--origin",
            "--config",
            file.toString(),
            "--http-port",
            "0",
            "--output",
            "json");
    assertThat(run.exit()).isEqualTo(Exit.OK);
    Map<String, String> origins = column(run, "origin");
    assertThat(origins).hasSameSizeAs(ConfigSource.knobs().all());
    assertThat(origins).containsEntry("http.port", "command_line");
    assertThat(origins).containsEntry("cluster.port", "default");
    assertThat(column(run, "where")).containsEntry("node.name", file + ":2");
  }

  @Test
  void showsTheSameForPeople() {
    assertThat(Run.of("config", "show", "--origin").out())
        .containsPattern("http.port +7070 +node.defaults.yaml");
  }

  @Test
  void refusesAFileWithAnUnknownKey() throws IOException {
    Path file = Files.writeString(dir.resolve("q.yaml"), "http:\n  prot: 1\n");
    Run run = Run.of("config", "validate", file.toString());
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("http.prot", ":2", "did you mean http.port?");
  }

  @Test
  void beginsAFileThatIsValidAndChangesNothing() {
    Path file = dir.resolve("q.yaml");
    assertThat(Run.of("config", "init", "--file", file.toString()).exit()).isEqualTo(Exit.OK);
    assertThat(Run.of("config", "validate", file.toString()).exit()).isEqualTo(Exit.OK);
    assertThat(Run.of("config", "init", "--file", file.toString()).exit()).isEqualTo(Exit.FAILED);
  }

  @Test
  void beginsAFileWhoseEveryLineCanBeTurnedOn() throws IOException {
    String all = Run.of("config", "init").out().replaceAll("(?m)^  #(\\w+:)", "  $1");
    Path file = Files.writeString(dir.resolve("q.yaml"), all);
    Run run = Run.of("config", "validate", file.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isEqualTo(Exit.OK);
  }

  @Test
  void describesTheFileForEditors() {
    JsonObject schema = Run.of("config", "schema", "--output", "json").json();
    JsonObject port =
        schema
            .getJsonObject("properties")
            .getJsonObject("http")
            .getJsonObject("properties")
            .getJsonObject("port");
    assertThat(port.getInteger("maximum")).isEqualTo(65_535);
    assertThat(port.getInteger("default")).isEqualTo(7070);
    assertThat(schema.getBoolean("additionalProperties")).isFalse();
  }

  private static Map<String, String> column(Run run, String name) {
    return run.json().getJsonArray("values").stream()
        .map(JsonObject.class::cast)
        .collect(Collectors.toMap(each -> each.getString("key"), each -> each.getString(name)));
  }
}
