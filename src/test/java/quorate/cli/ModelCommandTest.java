package quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCommandTest {
  @TempDir Path folder;

  @Test
  void addsListsVerifiesAndRemovesTheToybox() throws Exception {
    JsonObject added = model("add", "toybox").json();
    assertThat(added.getString("name")).isEqualTo("toybox");
    JsonObject listed = model("list").json();
    assertThat(listed.getJsonArray("models").getJsonObject(0)).isEqualTo(added);
    assertThat(model("verify").json().getBoolean("whole")).isTrue();
    Path file = Path.of(added.getString("directory")).resolve("saved_model.pb");
    byte[] bytes = Files.readAllBytes(file);
    bytes[100] ^= 1;
    Files.write(file, bytes);
    Run tampered = model("verify");
    assertThat(tampered.exit()).isEqualTo(Exit.TAMPERED);
    assertThat(tampered.json().getBoolean("whole")).isFalse();
    assertThat(model("remove", "toybox").exit()).isZero();
    assertThat(model("list").json().getJsonArray("models")).isEmpty();
    assertThat(model("remove", "toybox").exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void keepsNoModelThatDoesNotLoad() throws Exception {
    Path graph = Files.write(folder.resolve("graph.pb"), new byte[] {1, 2, 3});
    Run refused = model("add", graph.toString());
    assertThat(refused.exit()).isEqualTo(Exit.FAILED);
    assertThat(refused.err()).contains("'graph' does not load");
    assertThat(model("list").json().getJsonArray("models")).isEmpty();
  }

  @Test
  void measuresTheToyboxOnScenes() {
    JsonObject measured = model("evaluate", "toybox", "--scenes", "40").json();
    assertThat(measured.getInteger("pictures")).isEqualTo(40);
    assertThat(measured.getDouble("ap50")).isGreaterThan(0.8);
    assertThat(measured.getDouble("millisPerPicture")).isPositive();
  }

  @Test
  void leavesNothingBehindWhenThereIsNothingToMeasure() throws Exception {
    List<Path> before = left();
    Run mistyped = model("evaluate", folder.resolve("no-such-model").toString());
    assertThat(mistyped.exit()).isEqualTo(Exit.USAGE);
    assertThat(left()).isEqualTo(before);
    Run none = model("evaluate", "toybox", "--scenes", "0");
    assertThat(none.exit()).isEqualTo(Exit.USAGE);
    assertThat(none.err()).contains("--scenes");
  }

  private static List<Path> left() throws Exception {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(each -> each.getFileName().toString().startsWith("quorate-evaluate"))
          .sorted()
          .toList();
    }
  }

  @Test
  void trainsAModelThatCanBeMeasured() {
    Path out = folder.resolve("out");
    Run trained =
        Run.of("train", "toybox", "--steps", "2", "--out", out.toString(), "--output", "json");
    assertThat(trained.json().getInteger("steps")).isEqualTo(2);
    assertThat(model("evaluate", out.toString(), "--scenes", "2").json().getInteger("pictures"))
        .isEqualTo(2);
    assertThat(Run.of("train", "toybox", "--seed", "987654321").exit()).isEqualTo(Exit.USAGE);
  }

  private Run model(String verb, String... more) {
    String[] fixed = {
      "model", verb, "--output", "json", "--node-data-dir", folder.resolve("d") + ""
    };
    String[] all = java.util.Arrays.copyOf(fixed, fixed.length + more.length);
    System.arraycopy(more, 0, all, fixed.length, more.length);
    return Run.of(all);
  }
}
