package quorate.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A gateway that does what a test tells it to; it keeps what it heard. */
public final class ScriptedGateway {
  /** What it does with a frame. */
  public interface Script {
    void heard(Line line, JsonObject frame);
  }

  final List<JsonObject> heard = new CopyOnWriteArrayList<>();
  private final BlockingQueue<JsonObject> acks = new LinkedBlockingQueue<>();
  final List<Optional<String>> keys = new CopyOnWriteArrayList<>();

  /** What {@code GET /v1/tasks/ID} gives. */
  final Map<String, JsonObject> tasks = new ConcurrentHashMap<>();

  private final HttpServer server;
  private final Script script;
  private int connections;

  private ScriptedGateway(Vertx vertx, Script script) {
    this.script = script;
    this.server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .addWebSocketSubProtocol(Frames.SUBPROTOCOL)
                .setMaxWebSocketFrameSize(1 << 20)
                .setMaxWebSocketMessageSize(1 << 20));
    server.webSocketHandler(this::connected);
    server.requestHandler(this::asked);
  }

  public static Future<ScriptedGateway> start(Vertx vertx, Script script) {
    ScriptedGateway gateway = new ScriptedGateway(vertx, script);
    return gateway.server.listen(0, "127.0.0.1").map(gateway);
  }

  public URI address() {
    return URI.create("ws://127.0.0.1:" + server.actualPort());
  }

  /** Waits for the acknowledgement of an offset; how high the last one was that came. */
  public long awaitAck(long offset) throws InterruptedException {
    long last = 0;
    while (last < offset) {
      JsonObject ack = acks.poll(10, TimeUnit.SECONDS);
      if (ack == null) {
        return last;
      }
      last = ack.getLong("offset");
    }
    return last;
  }

  /** What each connection gave as its key. */
  public List<Optional<String>> keys() {
    return List.copyOf(keys);
  }

  public List<JsonObject> heard(String type) {
    return heard.stream().filter(each -> each.getString("type").equals(type)).toList();
  }

  private void asked(HttpServerRequest request) {
    if (request.path().endsWith("/proof")) {
      request.response().end(Buffer.buffer("a proof"));
      return;
    }
    JsonObject task = tasks.get(request.path().replace("/v1/tasks/", ""));
    request.response().setStatusCode(task == null ? 404 : 200);
    request.response().end(task == null ? "{}" : task.encode());
  }

  private void connected(ServerWebSocket socket) {
    keys.add(Optional.ofNullable(socket.headers().get("Authorization")));
    Line line = new Line(++connections, socket);
    socket.textMessageHandler(text -> hear(line, new JsonObject(text)));
    socket.binaryMessageHandler(bytes -> {
      int header = bytes.getInt(0);
      JsonObject submit = new JsonObject(bytes.getString(4, 4 + header));
      Buffer picture = bytes.getBuffer(4 + header, bytes.length());
      hear(line, submit.put("picture", picture.getBytes()));
    });
  }

  private void hear(Line line, JsonObject frame) {
    heard.add(frame);
    if ("ack".equals(frame.getString("type"))) {
      acks.add(frame);
    }
    script.heard(line, frame);
  }

  /** One connection. */
  public static final class Line {
    /** From 1. */
    final int number;

    public final List<JsonObject> submits = new ArrayList<>();
    private final ServerWebSocket socket;

    Line(int number, ServerWebSocket socket) {
      this.number = number;
      this.socket = socket;
    }

    public void say(JsonObject frame) {
      socket.writeTextMessage(frame.encode());
    }

    public void welcome(String session, long epoch, long offset, boolean resumed, int credits) {
      say(
          new JsonObject()
              .put("type", "welcome")
              .put("session", session)
              .put("epoch", epoch)
              .put("offset", offset)
              .put("recv", 0)
              .put("resumed", resumed)
              .put("credits", credits));
    }

    public void accept(JsonObject submit) {
      say(
          new JsonObject()
              .put("type", "accepted")
              .put("seq", submit.getLong("seq"))
              .put("taskId", submit.getString("taskId"))
              .put("duplicate", false));
    }

    public void credit(int more) {
      say(new JsonObject().put("type", "credit").put("n", more));
    }

    public void result(long offset, String task) {
      say(ended(task).put("type", "result").put("offset", offset));
    }

    public void close(int code) {
      socket.close((short) code, "as scripted");
    }
  }

  /** An agreed result with one box. */
  public static JsonObject ended(String task) {
    JsonObject box = new JsonObject().put("x", 16).put("y", 24.0).put("w", 32).put("h", 12.5);
    JsonObject detection =
        new JsonObject()
            .put("label", "star")
            .put("classId", 3)
            .put("score", 0.912345)
            .put("box", box);
    return new JsonObject()
        .put("taskId", task)
        .put("status", "agreed")
        .put("image", new JsonObject().put("w", 320).put("h", 240))
        .put("detections", new JsonArray().add(detection))
        .put(
            "consensus",
            new JsonObject()
                .put("agreed", new JsonArray().add("aa").add("bb"))
                .put("dissent", new JsonArray().add("cc")));
  }
}
