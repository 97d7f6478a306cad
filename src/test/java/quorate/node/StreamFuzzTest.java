package quorate.node;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients of the stream that say anything, in order or not, in frames or not, over real
 * connections: what they are told keeps to the schemas, nothing escapes, hangs or is left behind,
 * and others are served. {@link FuzzClient} says how an input is read.
 */
class StreamFuzzTest {
  private static final String HELLO =
      "T{\"type\":\"hello\",\"client\":{\"name\":\"fuzz\",\"version\":\"1\"}}\n";
  private static final String SUBMIT =
      "{\"type\":\"submit\",\"seq\":$N,\"taskId\":\"$I\",\"model\":\"toybox\"";
  private static final String BASE64 =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==";

  @AfterAll
  static void stop() throws Exception {
    FuzzNode.stop();
  }

  static Stream<byte[]> conversations() {
    return Stream.of(
            HELLO + "T{\"type\":\"ping\",\"t\":1}",
            HELLO
                + "B"
                + SUBMIT
                + ",\"params\":{\"replicas\":3,\"quorum\":2,\"minScore\":0.25,\"topK\":100},"
                + "\"deadlineMs\":30000,\"onDisconnect\":\"cancel\"}\ns\nT{\"type\":\"ack\","
                + "\"offset\":1}",
            HELLO
                + "T"
                + SUBMIT
                + ",\"params\":{\"confidence\":0.99},\"image\":{\"mime\":\"image/png\",\"base64\":\""
                + BASE64
                + "\"}}\nT{\"type\":\"grant\",\"results\":3}",
            HELLO
                + "B"
                + SUBMIT
                + ",\"payment\":{\"owner\":\"qr1\",\"escrow\":3,\"signature\":\""
                + "ab".repeat(64)
                + "\"}}\nT{\"type\":\"cancel\",\"taskId\":\"$L\"}",
            HELLO
                + "B"
                + SUBMIT
                + "}\nn\nT{\"type\":\"hello\",\"resume\":{\"session\":\"$S\",\"epoch\":$E,\"recv\":0}}"
                + "\nB"
                + SUBMIT
                + "}",
            HELLO + "t{\"type\":\np1\nc\"ping\",\no2\nC\"t\":7}\nx\u0003\u00e8bye",
            HELLO + "b\0\0\0\u0009{\"type\":1",
            HELLO + "r\u0081\u0085\u0001\u0002\u0003\u0004hello\nr\u0001\u0080\0\0\0\0",
            "m\nT{}\np\nx",
            "v\nb\0\u0001\u0002\ns",
            "n\nT{\"type\":\"ping\",\"t\":1}")
        .map(FuzzNode::latin);
  }

  @DictionaryEntries({
    "T{\"type\":\"hello\"}",
    "T{\"type\":\"cancel\",\"taskId\":\"$L\"}",
    "T{\"type\":\"ack\",\"offset\":1}",
    "T{\"type\":\"grant\",\"results\":1}",
    "B{\"type\":\"submit\",\"seq\":$N,\"taskId\":\"$I\",\"model\":\"toybox\"}",
    "B{\"type\":\"submit\",\"seq\":$N,\"taskId\":\"$L\",\"model\":\"toybox\"}",
    "\"onDisconnect\":\"cancel\"",
    "\"resume\":{\"session\":\"$S\",\"epoch\":$E,\"recv\":0}",
    "\"params\":{\"quorum\":15}",
    "\"params\":{\"confidence\":1}",
    "9007199254740992",
    "9223372036854775808",
    "1e999",
    "null"
  })
  @MethodSource("conversations")
  @FuzzTest
  void whateverIsSaidIsAnsweredByTheSchemasOrEndsTheStream(byte[] data) throws Exception {
    FuzzNode node = FuzzNode.running();
    String text = new String(data, StandardCharsets.ISO_8859_1);
    try (FuzzClient client = new FuzzClient(node)) {
      text.lines().limit(FuzzClient.LINES_MAX).forEach(client::act);
      client.leave(data.length % 2 == 0);
    }
    node.assertSound();
  }
}
