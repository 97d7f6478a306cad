package quorate.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quorate.gateway.GatewayLimits;
import quorate.gateway.LocalNetwork;
import quorate.gateway.MemoryBook;
import quorate.gateway.Pictures;
import quorate.task.Bytes;

/**
 * Clients that do not keep to the protocol: each gets its documented answer, is counted, and the
 * honest one beside it is served as if it were alone.
 */
@ExtendWith(VertxExtension.class)
class HostileTest {
  private static final Bytes PICTURE = Pictures.jpeg(64, 48);
  private static final GatewayLimits LIMITS =
      GatewayLimits.DEFAULTS
          .withInFlight(4, 6)
          .with(new GatewayLimits.Sizes(100_000, 1_000_000, 2048, 4096))
          .withRates(8, 1000);

  private final MemoryBook book = new MemoryBook();
  private Vertx vertx;
  private TestGateway gateway;
  private TestClient honest;

  @BeforeEach
  void start(Vertx given) {
    vertx = given;
    serve(LIMITS);
  }

  private void serve(GatewayLimits limits) {
    gateway = TestGateway.start(vertx, new LocalNetwork().node(1), book, limits);
    honest = TestClient.talking(vertx, gateway.port());
  }

  @AfterEach
  void honestClientIsServedAllTheSame() {
    gateway.answering(true);
    gateway.answerAll();
    honest.submit(PICTURE);
    assertThat(honest.expect("accepted").getBoolean("duplicate")).isFalse();
    assertThat(honest.expect("result").getString("status")).isEqualTo("agreed");
  }

  private TestClient talking() {
    return TestClient.talking(vertx, gateway.port());
  }

  private void closes(TestClient client, String code, int closeCode) {
    client.refused(code);
    assertThat(client.closeCode()).isEqualTo(closeCode);
    assertThat(gateway.refused(code)).isEqualTo(1);
  }

  private void goesOn(TestClient client, String code) {
    client.refused(code);
    assertThat(gateway.refused(code)).isEqualTo(1);
    client.say(new JsonObject().put("type", "ping").put("t", 1));
    client.expect("pong");
  }

  // ---- frames

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "{",
        "[]",
        "null",
        "{\"type\":7}",
        "{\"type\":\"dance\"}",
        "{\"type\":\"submit\"}",
        "{\"type\":\"submit\",\"seq\":\"1\"}",
        "{\"type\":\"submit\",\"seq\":1.5}"
      })
  void closesWhenAFrameCannotBeRead(String text) {
    TestClient client = talking().text(text);
    client.expect("error");
    assertThat(client.closeCode()).isEqualTo(4400);
    assertThat(gateway.refused("bad-frame") + gateway.refused("invalid")).isEqualTo(1);
  }

  @Test
  void closesWhenBracketsAreNestedTooDeep() {
    closes(talking().text("[".repeat(4000)), "bad-frame", 4400);
  }

  @Test
  void closesWhenTheFirstFrameIsNoHello() {
    TestClient client = TestClient.connect(vertx, gateway.port());
    client.say(new JsonObject().put("type", "ping").put("t", 1));
    closes(client, "wrong-order", 4400);
  }

  @Test
  void closesWhenHelloComesTwice() {
    closes(talking().say(new JsonObject().put("type", "hello")), "wrong-order", 4400);
  }

  @Test
  void closesWhenANumberIsLeftOut() {
    TestClient client = talking();
    client.header();
    client.submit(client.header(), PICTURE);
    closes(client, "wrong-order", 4400);
  }

  @Test
  void closesWhenMoreIsAcknowledgedThanWasSent() {
    closes(
        talking().say(new JsonObject().put("type", "ack").put("offset", 9)), "wrong-order", 4400);
  }

  @Test
  void closesWhenAHeaderIsTooLong() {
    closes(talking().binary(Buffer.buffer().appendInt(-1)), "header-too-large", 4413);
  }

  @Test
  void closesWhenAHeaderIsLongerThanItsMessage() {
    closes(talking().binary(Buffer.buffer().appendInt(100).appendString("{}")), "bad-frame", 4400);
  }

  @Test
  void closesWhenATextIsTooLong() {
    closes(talking().text("{\"type\":\"" + "x".repeat(5000) + "\"}"), "frame-too-large", 4413);
  }

  @Test
  void closesWhenAMessageGrowsTooLongPieceByPiece() {
    TestClient client = talking();
    client.socket().writeFrame(WebSocketFrame.binaryFrame(Buffer.buffer(new byte[60_000]), false));
    for (int i = 0; i < 3; i++) {
      client
          .socket()
          .writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(new byte[60_000]), false));
    }
    closes(client, "frame-too-large", 4413);
  }

  @Test
  void closesWhenALongMessageComesBeforeHello() {
    TestClient client = TestClient.connect(vertx, gateway.port());
    client.binary(Buffer.buffer(new byte[5000]));
    closes(client, "frame-too-large", 4413);
  }

  @Test
  void takesNoMorePiecesThanThereIsRoomForBesideOthers() {
    Receiving receiving = new Receiving(100);
    Assembly one = new Assembly(LIMITS, receiving);
    Assembly two = new Assembly(LIMITS, receiving);
    WebSocketFrame begun = WebSocketFrame.binaryFrame(Buffer.buffer(new byte[60]), false);
    assertThat(one.add(begun)).isEmpty();
    assertThat(two.add(begun)).isEmpty();
    assertThat(two.isCrowded()).isTrue();
    assertThat(receiving.bytes()).isEqualTo(60);
    WebSocketFrame ended = WebSocketFrame.continuationFrame(Buffer.buffer(new byte[40]), true);
    assertThat(one.add(ended)).hasValueSatisfying(all -> assertThat(all.length()).isEqualTo(100));
    assertThat(receiving.bytes()).isZero();
    assertThat(two.add(begun)).isEmpty();
    assertThat(two.isCrowded()).isFalse();
    two.drop();
    assertThat(receiving.bytes()).isZero();
  }

  @Test
  void closesWhenOneFrameIsFarTooLong() {
    TestClient client = talking();
    client.socket().writeBinaryMessage(Buffer.buffer(new byte[4 << 20]));
    assertThat(client.closeCode()).isIn(1009, 1006, 4413);
    Eventually.holds(() -> assertThat(gateway.refused("frame-too-large")).isEqualTo(1));
  }

  @Test
  void takesAMessageInPieces() {
    TestClient client = talking();
    Buffer message = TestClient.message(client.header(), PICTURE);
    int third = message.length() / 3;
    client.socket().writeFrame(WebSocketFrame.binaryFrame(message.slice(0, third), false));
    client.socket().writePing(Buffer.buffer("between"));
    client
        .socket()
        .writeFrame(WebSocketFrame.continuationFrame(message.slice(third, 2 * third), false));
    client
        .socket()
        .writeFrame(
            WebSocketFrame.continuationFrame(message.slice(2 * third, message.length()), true));
    client.expect("accepted");
  }

  @Test
  void servesWhenPingsFlood() {
    TestClient client = talking();
    for (int i = 0; i < 500; i++) {
      client.socket().writePing(Buffer.buffer("x"));
    }
    for (int i = 0; i < 20; i++) {
      client.submit(PICTURE);
      client.expect("accepted");
      client.expect("result");
    }
  }

  // ---- submits

  @Test
  void refusesWhenThePictureIsTooLarge() {
    TestClient client = talking();
    client.submit(client.header(), Bytes.giving(new byte[100_001]));
    goesOn(client, "picture-too-large");
  }

  @Test
  void refusesWhenAPictureWouldGrowTooLarge() {
    TestClient client = talking();
    client.submit(client.header(), png(100_000, 100_000));
    goesOn(client, "too-many-pixels");
  }

  @Test
  void refusesWhenAPictureIsCorrupt() {
    TestClient client = talking();
    client.submit(client.header(), PICTURE.slice(0, 12));
    goesOn(client, "picture-corrupt");
  }

  @Test
  void refusesWhenAPictureIsNone() {
    TestClient client = talking();
    client.submit(
        client.header(),
        Bytes.giving("GIF89a".repeat(20).getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    goesOn(client, "picture-unsupported");
  }

  @Test
  void refusesWhenAPictureIsNotTheOneAnnounced() {
    TestClient client = talking();
    client.submit(
        client.header().put("image", new JsonObject().put("sha256", "0".repeat(64))), PICTURE);
    goesOn(client, "picture-mismatch");
  }

  @Test
  void refusesWhenNobodyHasTheModel() {
    TestClient client = talking();
    client.submit(client.header().put("model", "toybx"), PICTURE);
    JsonObject refused = client.refused("unknown-model");
    assertThat(refused.getLong("seq")).isEqualTo(1);
    assertThat(refused.getJsonObject("problem").getString("detail")).contains("\"toybox\"?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"taskId\":\"1-1-1-1-1\"}",
        "{\"taskId\":7}",
        "{\"model\":\"\"}",
        "{\"deadlineMs\":0}",
        "{\"params\":[]}",
        "{\"params\":{\"quorum\":99}}",
        "{\"params\":{\"replicas\":1,\"quorum\":2}}",
        "{\"params\":{\"minScore\":2}}",
        "{\"params\":{\"minscore\":0.5}}",
        "{\"params\":{\"topK\":\"9\"}}",
        "{\"onDisconnect\":\"explode\"}",
        "{\"image\":{\"sha256\":\"abc\"}}",
        "{\"image\":{\"mime\":\"image/gif\"}}",
        "{\"image\":{\"bytes\":-1}}"
      })
  void refusesWhenAValueIsNotValid(String wrong) {
    TestClient client = talking();
    client.submit(client.header().mergeIn(new JsonObject(wrong)), PICTURE);
    JsonObject refused = client.refused("invalid");
    assertThat(refused.getJsonObject("problem").getString("detail")).contains("expected");
    goesOnAfter(client);
  }

  private void goesOnAfter(TestClient client) {
    client.submit(PICTURE);
    client.expect("accepted");
    client.expect("result");
  }

  @Test
  void refusesWhenAnIdIsUsedForSomethingElse() {
    TestClient client = talking();
    String id = client.submit(PICTURE);
    client.expect("accepted");
    client.expect("result");
    client.submit(client.header(id), Pictures.png(10, 10));
    goesOn(client, "id-conflict");
    assertThat(book.tasks()).isEqualTo(1);
  }

  @Test
  void closesWhenMoreIsSubmittedThanThereIsCreditFor() {
    gateway.answering(false);
    TestClient client = talking();
    for (int i = 0; i < 5; i++) {
      client.submit(PICTURE);
    }
    for (int i = 0; i < 4; i++) {
      client.expect("accepted");
    }
    closes(client, "no-credit", 4429);
    assertThat(book.tasks()).isEqualTo(4);
  }

  @Test
  void refusesWhenTheGatewayHasEnoughTasks() {
    gateway.answering(false);
    TestClient first = talking();
    TestClient second = talking();
    for (int i = 0; i < 3; i++) {
      first.submit(PICTURE);
      first.expect("accepted");
      second.submit(PICTURE);
      second.expect("accepted");
    }
    second.submit(PICTURE);
    JsonObject problem = second.refused("gateway-busy").getJsonObject("problem");
    assertThat(problem.getBoolean("retryable")).isTrue();
    assertThat(problem.getLong("retryAfterMs")).isPositive();
    gateway.answerAll();
    Eventually.holds(() -> assertThat(gateway.counts().inFlight()).isZero());
  }

  @Test
  void refusesWhenSubmitsComeTooFast() {
    serve(LIMITS.withRates(8, 2));
    TestClient client = talking();
    long refused = 0;
    for (int i = 0; i < 8; i++) {
      client.submit(PICTURE);
      JsonObject frame = client.next();
      while (!List.of("accepted", "error").contains(frame.getString("type"))) {
        frame = client.next();
      }
      refused += frame.getString("type").equals("error") ? 1 : 0;
    }
    assertThat(refused).isBetween(2L, 4L);
    assertThat(gateway.refused("rate-limited")).isEqualTo(refused);
    serve(LIMITS); // the rate is the address's, so that the honest one beside it is slow too
  }

  @Test
  void takesNoMoreCancelsThanItCanDealWith() {
    gateway.answering(false);
    TestClient client = talking();
    String id = client.submit(PICTURE);
    client.expect("accepted");
    book.hold();
    for (int i = 0; i < 40; i++) {
      client.say(new JsonObject().put("type", "cancel").put("taskId", id));
    }
    client.say(new JsonObject().put("type", "ping").put("t", 1));
    assertThat(client.rest(300)).isEmpty();
    assertThat(book.held()).isEqualTo(Inflow.AHEAD);
    gateway.answering(true);
    while (book.held() > 0) {
      book.release();
    }
    client.expect("result");
    client.expect("pong");
  }

  @Test
  void refusesWhenNothingCanBeKept() {
    TestClient client = talking();
    book.fail(true);
    client.submit(PICTURE);
    JsonObject problem = client.refused("not-durable").getJsonObject("problem");
    assertThat(problem.getBoolean("retryable")).isTrue();
    book.fail(false);
    goesOnAfter(client);
  }

  // ---- connections

  @Test
  void closesWhenNoHelloComes() {
    serve(LIMITS.with(new GatewayLimits.Patience(100, 1000, 5000, 5000, 600)));
    TestClient client = TestClient.connect(vertx, gateway.port());
    closes(client, "hello-timeout", 4408);
  }

  @Test
  void closesWhenTheSubprotocolIsMissing() {
    TestClient client =
        TestClient.connect(
            vertx, gateway.port(), TestClient.options(gateway.port()).setSubProtocols(List.of()));
    assertThat(client.closeCode()).isEqualTo(4406);
    assertThat(gateway.refused("wrong-subprotocol")).isEqualTo(1);
  }

  @Test
  void closesWhenAnotherSitesPageConnects() {
    TestClient client =
        TestClient.connect(
            vertx,
            gateway.port(),
            TestClient.options(gateway.port()).addHeader("Origin", "https://evil.example"));
    closes(client, "forbidden", 4403);
  }

  @Test
  void closesWhenANameWasMadeToLeadHere() {
    TestClient client =
        TestClient.connect(
            vertx,
            gateway.port(),
            TestClient.options(gateway.port()).addHeader("Host", "evil.example"));
    closes(client, "forbidden", 4403);
  }

  @Test
  void closesWhenThereAreEnoughStreams() {
    for (int i = 1; i < 8; i++) {
      talking();
    }
    TestClient ninth = TestClient.connect(vertx, gateway.port());
    closes(ninth, "too-many-sessions", 4429);
    honest.hangUp();
    Eventually.holds(() -> assertThat(gateway.counts().streams()).isEqualTo(7));
    honest = talking();
  }

  @Test
  void closesWhenOneClientOpensSessionAfterSession() {
    serve(LIMITS.withRates(200, 1000));
    List<TestClient> mob = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      mob.add(TestClient.connect(vertx, gateway.port()));
    }
    mob.forEach(each -> each.socket().writeTextMessage("{\"type\":\"hello\"}"));
    Eventually.holds(() -> assertThat(gateway.refused("too-many-sessions")).isGreaterThan(50));
  }

  @Test
  void closesWhenAClientGoesSilent() {
    serve(LIMITS.with(new GatewayLimits.Patience(1000, 60, 400, 5000, 600)));
    TestClient client = talking();
    client.socket().pause(); // reads nothing, so that no ping is answered
    Eventually.holds(() -> assertThat(gateway.refused("half-open")).isEqualTo(1));
    Eventually.holds(() -> assertThat(gateway.counts().streams()).isEqualTo(1));
  }

  @Test
  void closesWhenAClientDoesNotRead() {
    serve(LIMITS.with(new GatewayLimits.Patience(1000, 2000, 60_000, 300, 600)));
    TestClient client = talking();
    client.socket().pause();
    String noise = new JsonObject().put("type", "ping").put("t", 1L << 50).encode();
    for (int i = 0; i < 8_000 && gateway.refused("slow-reader") == 0; i++) {
      client.socket().writeTextMessage(noise);
      if (i % 500 == 0) {
        TestGateway.await(vertx.timer(20));
      }
    }
    Eventually.holds(() -> assertThat(gateway.refused("slow-reader")).isEqualTo(1));
    Eventually.holds(() -> assertThat(gateway.counts().streams()).isEqualTo(1));
  }

  @Test
  void keepsToItsLimitsWhenAMobIsAtTheDoor() {
    String id = UUID.randomUUID().toString();
    for (int i = 0; i < 30; i++) {
      TestClient client = TestClient.connect(vertx, gateway.port());
      String resume = "{\"session\":\"" + id + "\",\"epoch\":1,\"recv\":5}";
      if (!client.socket().isClosed()) {
        client.socket().writeTextMessage("{\"type\":\"hello\",\"resume\":" + resume + "}");
      }
    }
    assertThat(gateway.counts().streams()).isLessThanOrEqualTo(8);
    honest.hangUp();
    gateway = TestGateway.start(vertx, new LocalNetwork().node(2), book, LIMITS);
    honest = talking();
  }

  private static Bytes png(int width, int height) {
    Buffer chunk =
        Buffer.buffer()
            .appendString("IHDR")
            .appendInt(width)
            .appendInt(height)
            .appendBytes(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(chunk.getBytes());
    Buffer png =
        Buffer.buffer()
            .appendLong(0x89504e470d0a1a0aL)
            .appendInt(13)
            .appendBuffer(chunk)
            .appendInt((int) crc.getValue());
    return Bytes.giving(png.getBytes());
  }
}
