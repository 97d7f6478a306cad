package quorate.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import quorate.gateway.GatewayLimits;
import quorate.gateway.Pictures;
import quorate.gateway.Problem;

/** The page that describes the protocol, the schemas and the reader say the same. */
class FrameReaderTest {
  private static final Path PAGE =
      Path.of(System.getProperty("project.root", "."), "docs/protocol.md");
  private static final List<String> FROM_CLIENTS =
      List.of("hello", "submit", "cancel", "ack", "grant", "ping");

  private final FrameReader reader = new FrameReader(GatewayLimits.DEFAULTS);

  private static List<JsonObject> examples() throws IOException {
    List<JsonObject> examples = new ArrayList<>();
    Matcher block =
        Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    while (block.find()) {
      examples.add(new JsonObject(block.group(1)));
    }
    return examples;
  }

  @Test
  void everyExampleOnThePageIsAsItsSchemaSays() throws IOException {
    List<JsonObject> frames = examples().stream().filter(each -> each.containsKey("type")).toList();
    assertThat(frames).hasSizeGreaterThanOrEqualTo(14);
    frames.forEach(Schemas::frame);
  }

  @Test
  void everyProblemIsOnThePage() throws IOException {
    String page = Files.readString(PAGE);
    for (Problem problem : Problem.values()) {
      assertThat(page).contains("`" + problem.code() + "`");
    }
  }

  @Test
  void readsEveryExampleThatAClientSays() throws IOException {
    for (JsonObject example : examples()) {
      if (FROM_CLIENTS.contains(example.getString("type"))) {
        assertThat(read(example)).as(example.encode()).isInstanceOf(FrameReader.Good.class);
      }
    }
  }

  private FrameReader.Reading read(JsonObject frame) {
    JsonObject image = frame.getJsonObject("image");
    boolean binary = "submit".equals(frame.getString("type")) && !image.containsKey("base64");
    return binary
        ? reader.binary(message(frame.encode().getBytes(StandardCharsets.UTF_8)))
        : reader.text(frame.encode());
  }

  private static Buffer message(byte[] header) {
    return Buffer.buffer()
        .appendInt(header.length)
        .appendBytes(header)
        .appendBytes(Pictures.png(2, 2).toArray());
  }

  /** Whatever is cut off or flipped: a frame or a refusal, and what is refused says why. */
  @Test
  void givesAFrameOrARefusalWhenBytesAreCutOrFlipped() throws IOException {
    for (JsonObject example : examples()) {
      if (FROM_CLIENTS.contains(example.getString("type"))) {
        byte[] json = example.encode().getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < json.length; at++) {
          String cut = new String(json, 0, at, StandardCharsets.UTF_8);
          assertSound(reader.text(cut));
          byte[] flipped = json.clone();
          flipped[at] ^= (byte) (1 << (at % 8));
          assertSound(reader.text(new String(flipped, StandardCharsets.UTF_8)));
        }
      }
    }
  }

  @Test
  void givesAFrameOrARefusalWhenAMessageIsCutOrFlipped() throws IOException {
    JsonObject submit =
        examples().stream()
            .filter(each -> "submit".equals(each.getString("type")))
            .findFirst()
            .orElseThrow();
    byte[] whole = message(submit.encode().getBytes(StandardCharsets.UTF_8)).getBytes();
    for (int at = 0; at < whole.length; at++) {
      assertSound(reader.binary(Buffer.buffer(whole).slice(0, at)));
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = whole.clone();
        flipped[at] ^= (byte) (1 << bit);
        assertSound(reader.binary(Buffer.buffer(flipped)));
      }
    }
  }

  private static void assertSound(FrameReader.Reading reading) {
    if (reading instanceof FrameReader.Bad bad) {
      assertThat(bad.why().detail()).isNotEmpty();
    }
  }

  @Test
  void saysWhatWasExpectedAndWhatCame() {
    assertThat(reader.text("{\"type\":\"ack\",\"offset\":\"seven\"}"))
        .isInstanceOfSatisfying(
            FrameReader.Bad.class,
            bad ->
                assertThat(bad.why().detail())
                    .isEqualTo(
                        "offset: expected an integer from 0 to 9007199254740992, got \"seven\""));
  }
}
