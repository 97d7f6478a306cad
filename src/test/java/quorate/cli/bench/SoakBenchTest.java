package quorate.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quorate.cli.Exit;
import quorate.cli.Run;

class SoakBenchTest {
  @ParameterizedTest
  @ValueSource(strings = {"--nodes=0", "--minutes=0", "--load=2", "--capacity-seconds=0"})
  void refusesWhatIsOutOfBounds(String option) {
    Run run = Run.of("bench", "soak", option, "--output=json");
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.json().getJsonObject("error").getString("what"))
        .contains("expected", option.substring(0, option.indexOf('=')));
  }

  @Test
  @Tag("slow")
  void countsEveryTaskAndReadsTheMemoryOfEveryNode() {
    Run run =
        Run.of(
            "bench",
            "soak",
            "--nodes=2",
            "--minutes=0.1",
            "--load=0.2",
            "--capacity-seconds=1",
            "--warm-up=0",
            "--output=json");
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.OK);
    JsonObject json = run.json();
    assertThat(json.getJsonArray("windows")).hasSize(4);
    assertThat(json.getLong("tasks")).isPositive();
    assertThat(json.getJsonObject("ended").getLong("agreed")).isEqualTo(json.getLong("tasks"));
    assertThat(json.getLong("lost")).isZero();
    assertThat(json.getJsonObject("first").getDouble("p99Millis")).isPositive();
    for (JsonObject node :
        json.getJsonArray("memory").stream().map(JsonObject.class::cast).toList()) {
      assertThat(node.getBoolean("alive")).isTrue();
      for (String kind : List.of("heapAfterGcMiB", "residentMiB")) {
        assertThat(node.getJsonObject(kind).getJsonArray("read")).hasSize(3);
      }
    }
    assertThat(run.err()).contains("1 of 4", "4 of 4");
  }
}
