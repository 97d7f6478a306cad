package quorate.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.provider.MethodSource;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.state.Address;

/**
 * Requests, and what is none, over a real connection to everything that a node serves: nothing
 * escapes, hangs or is left behind, nobody is told of a failure, and others are served.
 */
class HttpFuzzTest {
  private static final Pattern FAILED = Pattern.compile("(^|\\n)HTTP/1\\.[01] 500");

  /** By what a request is delimited; that much is done for it. */
  private static final List<String> FRAMING =
      List.of(
          "content-length",
          "transfer-encoding",
          "connection",
          "upgrade",
          "accept-encoding",
          "expect",
          "host");

  private static final String TASK = "0198b2c4-5d6e-7f80-9123-456789abcdef";
  private static final String ACCOUNT = Address.of(ChainFixture.id(4));
  private static final String HEX = "ab".repeat(32);

  @AfterAll
  static void stop() throws Exception {
    FuzzNode.stop();
  }

  static Stream<byte[]> bytes() {
    String picture = new String(FuzzNode.PICTURE.toArray(), StandardCharsets.ISO_8859_1);
    String length = "Content-Length: " + picture.length();
    return Stream.of(
            said("", "GET /livez HTTP/1.1", "Host: localhost"),
            said(said("", "GET / HTTP/1.1", "Host: [::1]:7070"), "GET /v1/nodes HTTP/1.0"),
            said(picture, "POST /v1/tasks?model=toybox HTTP/1.1", "Host: localhost", length),
            said(
                said("", "4;a=b", "abcd", "0", "Trailer: x"),
                "POST /v1/tasks HTTP/1.1",
                "Host: localhost",
                "Transfer-Encoding: chunked"),
            said(
                "{}",
                "POST /v1/ledger/transactions HTTP/1.1",
                "Host: a",
                "Expect: 100-continue",
                "Content-Length: 2"),
            said(
                "\u0081\u0085\0\0\0\0hello",
                "GET /v1/stream HTTP/1.1",
                "Host: localhost",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Protocol: quorate.v1.json"),
            said(
                "",
                "GET /livez HTTP/1.1",
                "Host: localhost",
                "Connection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABk"),
            said(said("", "SM"), "PRI * HTTP/2.0"),
            "\u0016\u0003\u0001\0\u0005hello")
        .map(FuzzNode::latin);
  }

  private static String said(String body, String... head) {
    return String.join("\r\n", head) + "\r\n\r\n" + body;
  }

  @DictionaryEntries({
    " HTTP/1.1",
    "Content-Length: ",
    "Transfer-Encoding: chunked",
    "Expect: 100-continue",
    "Upgrade: websocket",
    "Connection: close",
    "Range: bytes=0-1",
    "/v1/stream",
    "/v1/volunteer",
    "/v1/map",
    "%zz",
    "/../"
  })
  @MethodSource("bytes")
  @FuzzTest
  void anyBytesAreAnsweredOrEndTheConnectionAndOthersAreServed(byte[] data) throws Exception {
    FuzzNode node = FuzzNode.running();
    try (FuzzLine line = node.call()) {
      line.say(data);
      assertThat(line.rest()).doesNotContainPattern(FAILED);
    }
    node.assertSound();
  }

  static Stream<byte[]> requests() {
    String picture = new String(FuzzNode.PICTURE.toArray(), StandardCharsets.ISO_8859_1);
    Stream<String> posts =
        Stream.of(
            "POST /v1/tasks?model=toybox&replicas=3&quorum=2&minScore=0.25&topK=100"
                + "&deadlineMs=30000\nContent-Type: image/png\nPrefer: wait=5\n\n"
                + picture,
            "POST /v1/tasks?model=toybox&confidence=0.99&taskId="
                + TASK
                + "&payment.owner="
                + ACCOUNT
                + "&payment.escrow=3&payment.signature="
                + "ab".repeat(64)
                + "\nContent-Type: image/png\nIdempotency-Key: "
                + TASK
                + "\n\n"
                + picture,
            "POST /v1/tasks\nContent-Type: application/json\n\n{\"model\":\"toybox\",\"params\":"
                + "{\"replicas\":1},\"image\":{\"base64\":\"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA"
                + "6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==\"}}",
            "POST /v1/tickets\n\n",
            "DELETE /v1/tasks/" + TASK + "\n\n",
            "POST /v1/ledger/transactions\nContent-Type: application/json\n\n{\"chain\":\""
                + HEX
                + "\",\"transaction\":\""
                + HEX
                + "\",\"sender\":\""
                + ACCOUNT
                + "\",\"nonce\":1,\"fee\":1,\"signature\":\"00\"}");
    Stream<String> looks =
        Stream.of(
                "/v1/tasks?session=" + TASK + "&limit=5",
                "/v1/tasks/" + TASK,
                "/v1/tasks/" + TASK + "/proof?format=binary",
                "/v1/tasks/" + TASK + "/picture",
                "/v1/models",
                "/v1/nodes",
                "/v1/map",
                "/v1/volunteer",
                "/v1/trust/" + HEX,
                "/v1/ledger",
                "/v1/ledger/blocks?before=3&limit=2",
                "/v1/ledger/blocks/1?from=0&limit=1",
                "/v1/ledger/accounts?order=busiest&limit=3",
                "/v1/ledger/accounts/" + ACCOUNT,
                "/v1/ledger/accounts/" + ACCOUNT + "/history",
                "/v1/ledger/escrows/" + ACCOUNT + "/1",
                "/v1/ledger/escrows/%zz/1",
                "/v1/ledger/payments/" + ACCOUNT + "/" + TASK,
                "/v1/ledger/transactions/" + HEX,
                "/v1/ledger/proofs/accounts/" + ACCOUNT,
                "/readyz?verbose",
                "/openapi.json",
                "/app.css")
            .map(path -> "GET " + path + "\n\n");
    return Stream.concat(posts, looks).map(FuzzNode::latin);
  }

  @DictionaryEntries({
    "POST ",
    "DELETE ",
    "PUT ",
    "OPTIONS ",
    "HEAD ",
    "Origin: http://evil.example",
    "Authorization: Bearer qk_",
    "Prefer: wait=1",
    "If-None-Match: *",
    "&limit=",
    "&before=",
    "&from=",
    "9223372036854775807",
    "-1",
    "1e9",
    "NaN",
    "%00",
    "%zz",
    "%ff",
    "\"payment\":{\"owner\":\"\",\"escrow\":0,\"signature\":\"\"}",
    "\"params\":{\"confidence\":0.9}"
  })
  @MethodSource("requests")
  @FuzzTest
  void aRequestIsAnsweredInFullAndInJsonWhereItSaysSo(byte[] data) throws Exception {
    FuzzNode node = FuzzNode.running();
    String text = new String(data, StandardCharsets.ISO_8859_1);
    try (FuzzLine line = node.call()) {
      line.say(FuzzNode.latin(framed(text, node)));
      String reply = line.all();
      assertThat(reply).startsWith("HTTP/1.").doesNotContainPattern(FAILED);
      if (!text.startsWith("HEAD")) {
        assertReadable(reply);
      }
    }
    node.assertSound();
  }

  /** A request line, headers and after an empty line a body; what delimits them is added. */
  private static String framed(String text, FuzzNode node) {
    int end = text.indexOf("\n\n");
    String body = end < 0 ? "" : text.substring(end + 2);
    List<String> lines =
        new ArrayList<>((end < 0 ? text : text.substring(0, end)).lines().toList());
    String first = lines.isEmpty() ? "GET /" : lines.removeFirst().replaceAll("[^!-~ ]", "?");
    String[] words = first.split(" ", 2);
    String method = words[0].matches("[A-Z]{1,20}") ? words[0] : "GET";
    String target = words.length < 2 ? "/" : words[1].replace(' ', '+');
    String headers =
        lines.stream()
            .filter(HttpFuzzTest::isHeader)
            .map(each -> each.replaceAll("[^ -~]", "?") + "\r\n")
            .collect(Collectors.joining());
    return "%s /%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: %d\r\n%s%s\r\n%s"
        .formatted(
            method,
            target.startsWith("/") ? target.substring(1) : target,
            node.authority(),
            body.length(),
            headers.contains("Authorization") ? "" : "Authorization: Bearer " + node.key() + "\r\n",
            headers,
            body);
  }

  private static boolean isHeader(String line) {
    int colon = line.indexOf(':');
    return colon > 0
        && line.substring(0, colon).matches("[A-Za-z-]+")
        && !FRAMING.contains(line.substring(0, colon).toLowerCase(Locale.ROOT));
  }

  private static void assertReadable(String reply) {
    String head = reply.substring(0, reply.indexOf("\r\n\r\n") + 4);
    String body = reply.substring(head.length());
    assertThat(body.length()).as(head).isEqualTo(FuzzLine.lengthIn(head));
    if (head.contains("json") && !body.isEmpty()) {
      assertThat(new JsonObject(body).isEmpty()).as(reply).isFalse();
    }
  }
}
