package quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quorate.client.ScriptedGateway;
import quorate.client.ScriptedGateway.Line;
import quorate.task.Bytes;

/** A client that asks a second gateway whether the first one tells the truth. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class SpotCheckTest {
  private static final int PICTURES = 100;
  private static final List<String> ALL = List.of("--spot-check-percent", "100");

  @TempDir private Path folder;
  private ScriptedGateway first;
  private Path picture;

  @BeforeEach
  void begin(Vertx vertx) throws Exception {
    first = gateway(vertx, result -> result);
    picture = picture("a.png");
  }

  @Test
  void saysThatTheOtherAgreesWhenItDoes(Vertx vertx) throws Exception {
    ScriptedGateway second = gateway(vertx, SpotCheckTest::moved);
    Run run = submit(second, "--spot-check-percent", "100");
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.OK);
    JsonObject said = only(run).getJsonObject("spotCheck");
    assertThat(said.getBoolean("agrees")).isTrue();
    assertThat(said.getString("gateway")).isEqualTo(second.address().toString());
    assertThat(said.getJsonArray("nodes")).containsExactly("aa", "bb");
    assertThat(said.getString("taskId")).isNotEqualTo(only(run).getString("taskId"));
    assertThat(bytes(second)).isEqualTo(bytes(first));
  }

  @Test
  void failsWhenTheOtherFindsSomethingElse(Vertx vertx) throws Exception {
    ScriptedGateway second = gateway(vertx, SpotCheckTest::nothing);
    Run run = submit(second, "--spot-check-percent", "100");
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
    assertThat(only(run).getString("status")).isEqualTo("agreed");
    assertThat(only(run).getJsonObject("spotCheck").getBoolean("agrees")).isFalse();
    assertThat(only(run).getJsonObject("error").getString("code")).isEqualTo("contradicted");
    assertThat(second.heard("submit")).as("asked once more").hasSize(2);
    assertThat(run.json().getJsonObject("spotChecks").getInteger("contradict")).isEqualTo(1);
    assertThat(run.err()).contains("1 drawn", "0 agree, 1 contradict");
  }

  @Test
  void keepsTheProofsOfBothWhenTheyContradict(Vertx vertx) throws Exception {
    String proofs = folder.resolve("proofs").toString();
    ScriptedGateway second = gateway(vertx, SpotCheckTest::nothing);
    Run run = submit(second, "--spot-check-percent", "100", "--proof", proofs);
    String its = only(run).getJsonObject("spotCheck").getString("proof");
    assertThat(Path.of(only(run).getString("proof"))).hasContent("a proof");
    assertThat(Path.of(its)).hasContent("a proof").isNotEqualTo(only(run).getString("proof"));
  }

  @Test
  void saysBothTasksWhenPeopleRead(Vertx vertx) throws Exception {
    ScriptedGateway second = gateway(vertx, SpotCheckTest::nothing);
    Run run = submit(second, "--spot-check-percent", "100", "--output", "text");
    assertThat(run.out()).contains("CONTRADICTED by " + second.address());
    assertThat(run.out()).contains(second.heard("submit").getLast().getString("taskId"));
    assertThat(run.out()).contains(first.heard("submit").getLast().getString("taskId"));
  }

  /** One of few nodes may be wrong by chance, and is not the second time. */
  @Test
  void contradictsNobodyWhenTheOtherAgreesAtItsSecondTry(Vertx vertx) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    UnaryOperator<JsonObject> once =
        result -> asked.incrementAndGet() == 1 ? nothing(result) : result;
    Run run = submit(gateway(vertx, once), "--spot-check-percent", "100");
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.OK);
    assertThat(only(run).getJsonObject("spotCheck").getBoolean("agrees")).isTrue();
    assertThat(asked).hasValue(2);
  }

  @Test
  void contradictsWhenTheOtherHasNoSecondWord(Vertx vertx) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    UnaryOperator<JsonObject> once =
        result -> asked.incrementAndGet() == 1 ? nothing(result) : result.put("status", "disputed");
    Run run = submit(gateway(vertx, once), "--spot-check-percent", "100");
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.FAILED);
    JsonObject said = only(run).getJsonObject("spotCheck");
    assertThat(said.getBoolean("agrees")).isFalse();
    assertThat(said.getString("status")).as("its first word").isEqualTo("agreed");
  }

  @Test
  void showsWhatContradictsWhenTheFirstEndsEarly(Vertx vertx) throws Exception {
    picture("b.png");
    first =
        gateway(
            vertx,
            (line, result) -> {
              if (line.submits.size() == 1) {
                line.say(result);
              } else {
                line.close(4409);
              }
            });
    ScriptedGateway second = gateway(vertx, SpotCheckTest::nothing);
    Run run = submit(second, folder.toString(), "--spot-check-percent", "100");
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
    JsonObject result = run.json().getJsonArray("results").getJsonObject(0);
    assertThat(result.getJsonObject("error").getString("code")).isEqualTo("contradicted");
  }

  @Test
  void comparesNothingWhenNeitherGivesAnAnswerThatIsKnown(Vertx vertx) throws Exception {
    UnaryOperator<JsonObject> bare =
        result -> {
          result.remove("detections");
          return result;
        };
    first = gateway(vertx, bare);
    Run run = submit(gateway(vertx, bare), "--spot-check-percent", "100");
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.DEGRADED);
    assertThat(only(run).getJsonObject("spotCheck").containsKey("agrees")).isFalse();
    run = submit(gateway(vertx, SpotCheckTest::nothing), "--spot-check-percent", "100");
    assertThat(run.exit()).as("only the other gives one").isEqualTo(Exit.FAILED);
  }

  /** It greets, and then takes nothing. */
  @Test
  void endsWhenTheOtherTakesNothing(Vertx vertx) throws Exception {
    ScriptedGateway second =
        ScriptedGateway.start(
                vertx,
                (line, frame) -> {
                  if (frame.getString("type").equals("hello")) {
                    line.welcome("s", 1, 0, false, 0);
                  }
                })
            .toCompletionStage()
            .toCompletableFuture()
            .get();
    Run run = submit(second, "--spot-check-percent", "100", "--timeout", "1");
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.DEGRADED);
    assertThat(only(run).getJsonObject("spotCheck").getString("detail")).isEqualTo("not in time");
  }

  @Test
  void drawsNothingOftenWhenNothingElseIsSaid(Vertx vertx) throws Exception {
    ScriptedGateway second = gateway(vertx, result -> result);
    for (int i = 0; i < PICTURES - 1; i++) {
      picture("more" + i + ".png");
    }
    Run run = submit(second, folder.toString());
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.OK);
    assertThat(second.heard("submit")).hasSizeLessThan(PICTURES / 3);
  }

  @Test
  void contradictsNobodyWhenTheOtherCannotAgreeItself(Vertx vertx) throws Exception {
    UnaryOperator<JsonObject> disputed = result -> result.put("status", "disputed");
    Run run = submit(gateway(vertx, disputed), "--spot-check-percent", "100");
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.DEGRADED);
    JsonObject said = only(run).getJsonObject("spotCheck");
    assertThat(said.getString("status")).isEqualTo("disputed");
    assertThat(said.containsKey("agrees")).isFalse();
  }

  @Test
  void showsTheVerdictsAllTheSameWhenTheOtherIsGone() throws Exception {
    Run run = submit("ws://127.0.0.1:1", "--spot-check-percent", "100");
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.DEGRADED);
    JsonObject said = only(run).getJsonObject("spotCheck");
    assertThat(said.getString("status")).isEqualTo("unanswered");
    assertThat(said.getString("detail")).contains("no gateway answers");
  }

  /** Drawn with 30 %: between 5 and 65 of 100 in all but one of a billion runs. */
  @Test
  void asksTheOtherAboutSomeOnlyWhenSomeAreWanted(Vertx vertx) throws Exception {
    for (int i = 0; i < PICTURES - 1; i++) {
      picture("more" + i + ".png");
    }
    ScriptedGateway second = gateway(vertx, result -> result);
    Run run = submit(second, folder.toString(), "--spot-check-percent", "30");
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.OK);
    assertThat(first.heard("submit")).hasSize(PICTURES);
    assertThat(second.heard("submit")).hasSizeBetween(5, 65);
  }

  @Test
  void keepsTheFirstGatewaysKeyFromTheOther(Vertx vertx) throws Exception {
    ScriptedGateway second = gateway(vertx, result -> result);
    String[] keys = {"--api-key", "of-the-first", "--spot-check-api-key", "of-the-second"};
    submit(second, Stream.concat(ALL.stream(), Arrays.stream(keys)).toArray(String[]::new));
    assertThat(first.keys()).containsOnly(Optional.of("Bearer of-the-first"));
    assertThat(second.keys()).containsOnly(Optional.of("Bearer of-the-second"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --spot-check-percent 50                                    | without --spot-check
          --spot-check ws://127.0.0.1:2 --spot-check-percent 0       | is not 1 to 100
          --spot-check ws://127.0.0.1:2 --spot-check-percent 101     | is not 1 to 100
          --spot-check ws://127.0.0.1:1                              | is one of --server
          --spot-check ws://127.0.0.1:1/elsewhere                    | is one of --server
          --spot-check http://127.0.0.1:2                            | a gateway's address is like
          """)
  void refusesChecksThatCannotBe(String options, String why) throws Exception {
    List<String> words =
        new ArrayList<>(List.of("submit", picture.toString(), "--server", "ws://127.0.0.1:1"));
    words.addAll(List.of(options.split(" ")));
    Run run = Run.of(words.toArray(new String[0]));
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains(why);
  }

  /** As another machine draws it. */
  private static JsonObject moved(JsonObject result) {
    JsonObject detection = result.getJsonArray("detections").getJsonObject(0);
    detection.put("score", 0.9).getJsonObject("box").put("x", 17);
    return result;
  }

  private static JsonObject nothing(JsonObject result) {
    return result.put("detections", new JsonArray());
  }

  private static List<Bytes> bytes(ScriptedGateway gateway) {
    return gateway.heard("submit").stream()
        .map(each -> Bytes.copyOf(each.getBinary("picture")))
        .toList();
  }

  private static JsonObject only(Run run) {
    assertThat(run.json().getJsonArray("results")).hasSize(1);
    return run.json().getJsonArray("results").getJsonObject(0);
  }

  private Path picture(String name) throws IOException {
    Path file = folder.resolve(name);
    ImageIO.write(new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    return file;
  }

  private Run submit(ScriptedGateway second, String... more) {
    return submit(second.address().toString(), more);
  }

  private Run submit(String second, String... more) {
    List<String> words = new ArrayList<>(List.of("submit"));
    if (Arrays.stream(more).noneMatch(folder.toString()::equals)) {
      words.add(picture.toString());
    }
    words.addAll(List.of("--server", first.address().toString()));
    if (Arrays.stream(more).noneMatch("--output"::equals)) {
      words.addAll(List.of("--output", "json"));
    }
    words.addAll(List.of("--spot-check", second));
    words.addAll(List.of(more));
    return Run.of(words.toArray(new String[0]));
  }

  /** One that says this of every picture. */
  private static ScriptedGateway gateway(Vertx vertx, UnaryOperator<JsonObject> says)
      throws Exception {
    return gateway(vertx, (line, result) -> line.say(says.apply(result)));
  }

  /** One that does this with the result of every picture. */
  private static ScriptedGateway gateway(Vertx vertx, BiConsumer<Line, JsonObject> tells)
      throws Exception {
    return ScriptedGateway.start(vertx, (line, frame) -> hear(line, frame, tells))
        .toCompletionStage()
        .toCompletableFuture()
        .get();
  }

  private static void hear(Line line, JsonObject frame, BiConsumer<Line, JsonObject> tells) {
    switch (frame.getString("type")) {
      case "hello" -> line.welcome("s", 1, 0, false, 64);
      case "submit" -> {
        line.submits.add(frame);
        line.accept(frame);
        JsonObject result = ScriptedGateway.ended(frame.getString("taskId"));
        tells.accept(line, result.put("type", "result").put("offset", line.submits.size()));
        line.credit(1);
      }
      default -> {}
    }
  }
}
