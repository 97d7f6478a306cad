package quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quorate.client.ScriptedGateway;

@ExtendWith(VertxExtension.class)
@Timeout(60)
class SubmitTest {
  @TempDir Path folder;

  @Test
  void showsEachPicturesVerdictInItsOrder(Vertx vertx) throws Exception {
    picture("b.png");
    picture("a.jpg");
    Run run = submit(gateway(vertx), folder.toString());
    assertThat(run.exit()).isEqualTo(Exit.OK);
    JsonArray results = run.json().getJsonArray("results");
    assertThat(results).hasSize(2);
    JsonObject first = results.getJsonObject(0);
    assertThat(first.getString("file")).isEqualTo(folder.resolve("a.jpg").toString());
    assertThat(first.getString("status")).isEqualTo("agreed");
    assertThat(first.getJsonArray("nodes")).containsExactly("aa", "bb");
    assertThat(first.getDouble("ackMillis")).isLessThanOrEqualTo(first.getDouble("verdictMillis"));
    JsonObject detection = first.getJsonArray("detections").getJsonObject(0);
    assertThat(detection.getString("label")).isEqualTo("star");
    assertThat(detection.getDouble("score")).isEqualTo(0.912345);
    JsonObject box = detection.getJsonObject("box");
    assertThat(box.getDouble("x")).isEqualTo(16);
    assertThat(box.getDouble("y")).isEqualTo(24);
    assertThat(box.getDouble("w")).isEqualTo(32);
    assertThat(box.getDouble("h")).isEqualTo(12.5);
  }

  @Test
  void answersTheOthersWhenOneFileIsBad(Vertx vertx) throws Exception {
    Path good = picture("good.png");
    Path bad = Files.writeString(folder.resolve("bad.png"), "no picture");
    Path none = folder.resolve("none.png");
    Run run = submit(gateway(vertx), bad.toString(), good.toString(), none.toString());
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
    JsonArray results = run.json().getJsonArray("results");
    assertThat(results.getJsonObject(0).getString("status")).isEqualTo("error");
    assertThat(results.getJsonObject(0).getJsonObject("error").getString("detail"))
        .isEqualTo("neither a JPEG nor a PNG file");
    assertThat(results.getJsonObject(1).getString("status")).isEqualTo("agreed");
    assertThat(results.getJsonObject(2).getJsonObject("error").getString("detail"))
        .isEqualTo("no such file");
  }

  @Test
  void drawsBoxesIntoCopiesAndKeepsProofs(Vertx vertx) throws Exception {
    Path good = picture("good.png");
    Path out = folder.resolve("out");
    Run run =
        submit(
            gateway(vertx),
            good.toString(),
            "--annotate",
            out.toString(),
            "--proof",
            out.toString());
    assertThat(run.exit()).as(run.out()).isEqualTo(Exit.OK);
    BufferedImage drawn = ImageIO.read(out.resolve("good.png").toFile());
    assertThat(drawn.getWidth()).isEqualTo(320);
    assertThat(drawn.getRGB(16, 30)).isNotEqualTo(ImageIO.read(good.toFile()).getRGB(16, 30));
    assertThat(out.resolve("good.png.proof")).hasContent("a proof");
  }

  @Test
  void overwritesNothing(Vertx vertx) throws Exception {
    Path good = picture("good.png");
    byte[] before = Files.readAllBytes(good);
    Files.writeString(folder.resolve("good.png.proof"), "an older one");
    String here = folder.toString();
    Run run = submit(gateway(vertx), good.toString(), "--annotate", here, "--proof", here);
    assertThat(run.exit()).as(run.out()).isEqualTo(Exit.OK);
    assertThat(Files.readAllBytes(good)).isEqualTo(before);
    assertThat(folder.resolve("good.png.proof")).hasContent("an older one");
    JsonObject result = run.json().getJsonArray("results").getJsonObject(0);
    assertThat(result.getString("annotated")).isEqualTo(folder.resolve("2-good.png").toString());
    assertThat(folder.resolve("2-good.png.proof")).hasContent("a proof");
  }

  @Test
  void keepsTheProofOfADisputeToo(Vertx vertx) throws Exception {
    Path good = picture("good.png");
    Path out = folder.resolve("out");
    ScriptedGateway disputing =
        gateway(
            vertx,
            (line, submit) -> {
              JsonObject ended = ScriptedGateway.ended(submit.getString("taskId"));
              line.say(ended.put("type", "result").put("offset", 1).put("status", "disputed"));
            });
    Run run = submit(disputing, good.toString(), "--proof", out.toString());
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
    JsonObject result = run.json().getJsonArray("results").getJsonObject(0);
    assertThat(result.getJsonObject("error").getString("code")).isEqualTo("DISPUTED");
    assertThat(Path.of(result.getString("proof"))).hasContent("a proof");
  }

  @Test
  void showsWhatWasAnsweredWhenTheConnectionIsGivenUp(Vertx vertx) throws Exception {
    Path a = picture("a.png");
    Path b = picture("b.png");
    ScriptedGateway leaving =
        gateway(
            vertx,
            (line, submit) -> {
              if (line.submits.size() == 1) {
                line.result(1, submit.getString("taskId"));
              } else {
                line.close(4409);
              }
            });
    Run run = submit(leaving, a.toString(), b.toString());
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
    assertThat(run.err()).contains("another connection has taken this session over");
    assertThat(run.json().getJsonObject("error").getInteger("exit")).isEqualTo(Exit.FAILED);
    JsonArray results = run.json().getJsonArray("results");
    assertThat(results.getJsonObject(0).getString("status")).isEqualTo("agreed");
    assertThat(results.getJsonObject(1).getJsonObject("error").getString("code"))
        .isEqualTo("unanswered");
  }

  @Test
  void takesGlobs(Vertx vertx) throws Exception {
    picture("a1.png");
    picture("a2.png");
    picture("b.png");
    Run run = submit(gateway(vertx), folder + "/a*.png");
    assertThat(run.json().getJsonArray("results")).hasSize(2);
  }

  @Test
  void saysUnreachableWhenNobodyListens() throws Exception {
    Path good = picture("good.png");
    Run run = Run.of("submit", good.toString(), "--server", "ws://127.0.0.1:1");
    assertThat(run.exit()).isEqualTo(Exit.UNREACHABLE);
    assertThat(run.err()).contains("no gateway answers at [ws://127.0.0.1:1]");
  }

  @Test
  void refusesTermsThatCannotBe() throws Exception {
    Path good = picture("good.png");
    Run run = Run.of("submit", good.toString(), "--server", "ws://127.0.0.1:1", "--quorum", "9");
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("1 <= quorum <= replicas");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --confidence 0.4              | 0.5 <= confidence < 1, such as 0.99
          --confidence 1                | 0.5 <= confidence < 1, such as 0.99
          --confidence NaN              | 0.5 <= confidence < 1, such as 0.99
          --confidence sure             | sure
          --confidence 0.9 --quorum 2   | no replicas and no quorum beside a confidence
          --confidence 0.9 --replicas 5 | no replicas and no quorum beside a confidence
          """)
  void refusesAConfidenceThatCannotBe(String options, String why) throws Exception {
    List<String> words = new ArrayList<>(List.of("submit", picture("good.png").toString()));
    words.addAll(List.of("--server", "ws://127.0.0.1:1"));
    words.addAll(List.of(options.split(" ")));
    Run run = Run.of(words.toArray(new String[0]));
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains(why);
  }

  private Path picture(String name) throws IOException {
    Path file = folder.resolve(name);
    BufferedImage picture = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(picture, name.endsWith("png") ? "png" : "jpg", file.toFile());
    return file;
  }

  private static Run submit(ScriptedGateway gateway, String... more) {
    String[] args = new String[more.length + 5];
    args[0] = "submit";
    args[1] = "--server";
    args[2] = gateway.address().toString();
    args[3] = "--output";
    args[4] = "json";
    System.arraycopy(more, 0, args, 5, more.length);
    return Run.of(args);
  }

  private static ScriptedGateway gateway(Vertx vertx) throws Exception {
    return gateway(
        vertx, (line, submit) -> line.result(line.submits.size(), submit.getString("taskId")));
  }

  private static ScriptedGateway gateway(Vertx vertx, ScriptedGateway.Script whenAccepted)
      throws Exception {
    return ScriptedGateway.start(
            vertx,
            (line, frame) -> {
              switch (frame.getString("type")) {
                case "hello" -> line.welcome("s", 1, 0, false, 64);
                case "submit" -> {
                  line.submits.add(frame);
                  line.accept(frame);
                  whenAccepted.heard(line, frame);
                }
                default -> {}
              }
            })
        .toCompletionStage()
        .toCompletableFuture()
        .get();
  }
}
