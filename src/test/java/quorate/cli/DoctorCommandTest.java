package quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir Path dir;

  @Test
  void isUnhealthyWhenTheConfigurationIsRefusedAndStillLooksAtTheRest() {
    Run run = doctor("--http-port", "99999");
    assertThat(run.exit()).isEqualTo(Exit.UNHEALTHY);
    JsonObject config = run.json().getJsonArray("checks").getJsonObject(0);
    assertThat(config.getString("status")).isEqualTo("unhealthy");
    assertThat(config.getString("observed")).contains("http.port");
    assertThat(run.json().getJsonArray("checks").size()).isGreaterThan(10);
  }

  @Test
  void isDegradedWhenAMemberIsSilent() {
    Run run = doctor("--cluster-members", "127.0.0.1:1");
    assertThat(run.exit()).isEqualTo(Exit.DEGRADED);
    assertThat(run.json().getString("status")).isEqualTo("degraded");
  }

  @Test
  void saysForEveryCheckWhatItSawAndWhatToDo() {
    Run run = doctor();
    for (Object each : run.json().getJsonArray("checks")) {
      JsonObject check = (JsonObject) each;
      assertThat(check.fieldNames())
          .containsExactly("name", "status", "observed", "expected", "action");
      assertThat(check.getString("action").isEmpty())
          .isEqualTo(check.getString("status").equals("ok"));
    }
    assertThat(List.of(Exit.OK, Exit.DEGRADED)).contains(run.exit());
  }

  private Run doctor(String... more) {
    List<String> args = new ArrayList<>(List.of("doctor", "--output", "json"));
    args.addAll(List.of("--cluster-port", "0", "--node-data-dir", dir.toString()));
    if (!List.of(more).contains("--http-port")) {
      args.addAll(List.of("--http-port", "0"));
    }
    args.addAll(List.of(more));
    return Run.of(args.toArray(new String[0]));
  }
}
