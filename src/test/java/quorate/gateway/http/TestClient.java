package quorate.gateway.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.json.Schemas;
import quorate.task.Bytes;

/** A client that says exactly what a test wants, well-behaved or not. */
final class TestClient {
  /** Vert.x closes a client, with all its connections, that nobody holds any more. */
  @SuppressWarnings("UnusedVariable")
  private final WebSocketClient sockets;

  private final WebSocket socket;
  private final BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private long seq;

  private TestClient(WebSocketClient sockets, WebSocket socket) {
    this.sockets = sockets;
    this.socket = socket;
    socket.textMessageHandler(text -> heard.add(Schemas.frame(new JsonObject(text))));
    socket.closeHandler(any -> closed.complete(codeOf(socket)));
  }

  private static int codeOf(WebSocket socket) {
    Short code = socket.closeStatusCode();
    return code == null ? 1006 : code;
  }

  static TestClient connect(Vertx vertx, int port) {
    return connect(vertx, port, options(port));
  }

  static WebSocketConnectOptions options(int port) {
    return new WebSocketConnectOptions()
        .setHost("127.0.0.1")
        .setPort(port)
        .setURI("/v1/stream")
        .setSubProtocols(List.of(Doorkeeper.SUBPROTOCOL));
  }

  static TestClient connect(Vertx vertx, int port, WebSocketConnectOptions options) {
    WebSocketClientOptions client =
        new WebSocketClientOptions()
            .setMaxFrameSize(64 << 20)
            .setMaxMessageSize(64 << 20)
            .setReceiveBufferSize(16 << 10);
    CompletableFuture<TestClient> connected = new CompletableFuture<>();
    WebSocketClient sockets = vertx.createWebSocketClient(client);
    vertx.runOnContext(any ->
        sockets
            .connect(options)
            .map(socket -> new TestClient(sockets, socket))
            .onComplete(done -> {
              if (done.succeeded()) {
                connected.complete(done.result());
              } else {
                connected.completeExceptionally(done.cause());
              }
            }));
    try {
      return connected.get(10, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Connected and welcomed. */
  static TestClient talking(Vertx vertx, int port) {
    TestClient client = connect(vertx, port);
    client.say(new JsonObject().put("type", "hello"));
    client.expect("welcome");
    return client;
  }

  WebSocket socket() {
    return socket;
  }

  TestClient say(JsonObject frame) {
    TestGateway.await(socket.writeTextMessage(frame.encode()));
    return this;
  }

  TestClient text(String text) {
    TestGateway.await(socket.writeTextMessage(text));
    return this;
  }

  TestClient binary(Buffer bytes) {
    TestGateway.await(socket.writeBinaryMessage(bytes));
    return this;
  }

  TestClient resume(JsonObject welcome, long recv) {
    return say(
        new JsonObject()
            .put("type", "hello")
            .put(
                "resume",
                new JsonObject()
                    .put("session", welcome.getString("session"))
                    .put("epoch", welcome.getLong("epoch"))
                    .put("recv", recv)));
  }

  /** The header of the next submit, under a new id. */
  JsonObject header() {
    return header(UUID.randomUUID().toString());
  }

  JsonObject header(String id) {
    return new JsonObject()
        .put("type", "submit")
        .put("seq", ++seq)
        .put("taskId", id)
        .put("model", "toybox");
  }

  String submit(Bytes picture) {
    JsonObject header = header();
    submit(header, picture);
    return header.getString("taskId");
  }

  TestClient submit(JsonObject header, Bytes picture) {
    return binary(message(header, picture));
  }

  static Buffer message(JsonObject header, Bytes picture) {
    byte[] json = header.encode().getBytes(StandardCharsets.UTF_8);
    return Buffer.buffer().appendInt(json.length).appendBytes(json).appendBytes(picture.toArray());
  }

  /** The next frame of a type; progress and credits on the way are passed over. */
  JsonObject expect(String type) {
    while (true) {
      JsonObject frame = next();
      String is = frame.getString("type");
      if (is.equals(type)) {
        return frame;
      }
      if (!is.equals("progress") && !is.equals("credit")) {
        throw new AssertionError("expected " + type + ", got " + frame.encode());
      }
    }
  }

  /** The next frame, whatever it is. */
  JsonObject next() {
    try {
      JsonObject frame = heard.poll(15, SECONDS);
      if (frame == null) {
        throw new AssertionError("nothing came; closed: " + closed.getNow(-1));
      }
      if (frame.getString("type").equals("welcome")) {
        seq = frame.getLong("recv");
      }
      return frame;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What comes until nothing has come for a while. */
  List<JsonObject> rest(long quietMillis) {
    List<JsonObject> rest = new ArrayList<>();
    try {
      for (JsonObject frame = heard.poll(quietMillis, MILLISECONDS);
          frame != null;
          frame = heard.poll(quietMillis, MILLISECONDS)) {
        rest.add(frame);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return rest;
  }

  /** An error frame with this code. */
  JsonObject refused(String code) {
    JsonObject frame = expect("error");
    if (!frame.getJsonObject("problem").getString("code").equals(code)) {
      throw new AssertionError("expected " + code + ", got " + frame.encode());
    }
    return frame;
  }

  int closeCode() {
    try {
      return closed.get(15, SECONDS);
    } catch (Exception e) {
      throw new AssertionError("not closed; heard " + heard, e);
    }
  }

  boolean isOpen() {
    return !closed.isDone();
  }

  void hangUp() {
    TestGateway.await(socket.close());
  }
}
