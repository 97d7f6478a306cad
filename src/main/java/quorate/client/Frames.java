package quorate.client;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Detection;
import quorate.task.Digest;
import quorate.task.PaymentOrder;
import quorate.task.TaskId;

/** Frames of the stream as bytes: see docs/protocol.md. */
final class Frames {
  /** The version of the protocol, as the WebSocket's subprotocol. */
  static final String SUBPROTOCOL = "quorate.v1.json";

  static final String CLIENT = "quorate-java";

  private Frames() {}

  // ---- what the client says

  /** A text frame; a submission is binary instead. */
  static JsonObject text(ClientFrame frame) {
    return switch (frame) {
      case ClientFrame.Hello(Optional<ClientFrame.Resume> resume) -> hello(resume);
      case ClientFrame.Submit(long seq, Submission submission) -> submit(seq, submission);
      case ClientFrame.Cancel(TaskId task) ->
          new JsonObject().put("type", "cancel").put("taskId", task.toString());
      case ClientFrame.Ack(long offset) ->
          new JsonObject().put("type", "ack").put("offset", offset);
      case ClientFrame.Ping(long nanos) -> new JsonObject().put("type", "ping").put("t", nanos);
    };
  }

  /** The length of the header in four bytes, the header, the picture. */
  static Buffer binary(ClientFrame.Submit submit) {
    byte[] header = text(submit).encode().getBytes(StandardCharsets.UTF_8);
    byte[] picture = submit.submission().picture().toArray();
    return Buffer.buffer(4 + header.length + picture.length)
        .appendInt(header.length)
        .appendBytes(header)
        .appendBytes(picture);
  }

  private static JsonObject hello(Optional<ClientFrame.Resume> resume) {
    JsonObject hello =
        new JsonObject()
            .put("type", "hello")
            .put("client", new JsonObject().put("name", CLIENT).put("version", "1"));
    resume.ifPresent(from ->
        hello.put(
            "resume",
            new JsonObject()
                .put("session", from.session())
                .put("epoch", from.epoch())
                .put("recv", from.recv())));
    return hello;
  }

  private static JsonObject submit(long seq, Submission submission) {
    Wishes wishes = submission.wishes();
    JsonObject params = new JsonObject();
    wishes.replicas().ifPresent(replicas -> params.put("replicas", replicas));
    wishes.quorum().ifPresent(quorum -> params.put("quorum", quorum));
    wishes.confidence().ifPresent(sure -> params.put("confidence", sure));
    wishes.minScore().ifPresent(score -> params.put("minScore", score));
    wishes.topK().ifPresent(most -> params.put("topK", most));
    JsonObject image =
        new JsonObject()
            .put("sha256", Digest.of(submission.picture()).hex())
            .put("bytes", submission.picture().size())
            .put("mime", submission.mime());
    JsonObject submit =
        new JsonObject()
            .put("type", "submit")
            .put("seq", seq)
            .put("taskId", submission.id().toString())
            .put("model", submission.model())
            .put("params", params)
            .put("deadlineMs", wishes.patienceMillis())
            .put("image", image);
    submission.payment().ifPresent(order -> submit.put("payment", payment(order)));
    return submit;
  }

  private static JsonObject payment(PaymentOrder order) {
    return new JsonObject()
        .put("owner", Address.of(new AccountId(order.owner())))
        .put("escrow", order.escrow())
        .put("signature", order.signature().hex());
  }

  // ---- what the server says

  /** Reads a text frame; never throws, whatever the text. */
  static ServerFrame parse(String text) {
    try {
      return frame(new JsonObject(text));
    } catch (DecodeException | ClassCastException | IllegalArgumentException wrong) {
      return new ServerFrame.Garbled("no frame: " + wrong.getMessage());
    } catch (NullPointerException missing) {
      return new ServerFrame.Garbled("no frame: a field is missing");
    }
  }

  private static ServerFrame frame(JsonObject json) {
    String type = json.getString("type", "");
    return switch (type) {
      case "welcome" -> welcome(json);
      case "accepted" -> accepted(json);
      case "credit" -> new ServerFrame.Credit(json.getInteger("n"));
      case "progress" -> new ServerFrame.Progress(task(json), json.getString("phase", ""));
      case "result" -> new ServerFrame.Result(json.getLong("offset"), ending(json));
      case "receipt" -> new ServerFrame.Paid(receipt(json));
      case "error" -> problem(json);
      case "goaway" ->
          new ServerFrame.GoAway(
              json.getString("reason", ""), json.getLong("reconnectAfterMs", 0L));
      case "pong" -> new ServerFrame.Pong();
      default -> new ServerFrame.Unknown(type);
    };
  }

  private static ServerFrame welcome(JsonObject json) {
    JsonObject limits = json.getJsonObject("limits", new JsonObject());
    return new ServerFrame.Welcome(
        json.getString("session"),
        json.getLong("epoch"),
        json.getLong("offset", 0L),
        json.getLong("recv", 0L),
        json.getBoolean("resumed", false),
        limits.getInteger("maxInFlight", ClientOptions.IN_FLIGHT_MAX),
        limits.getLong("maxImageBytes", Long.MAX_VALUE),
        json.getInteger("credits", 0));
  }

  private static ServerFrame accepted(JsonObject json) {
    return new ServerFrame.Accepted(
        task(json),
        json.getBoolean("duplicate", false),
        "stream".equals(json.getString("delivery", "stream")));
  }

  /** A receipt, from its frame; or from a task's with the task's id beside it. */
  static Receipt receipt(JsonObject json) {
    return new Receipt(
        task(json),
        json.getLong("escrow"),
        json.getLong("height"),
        json.getString("header"),
        json.getLong("each"),
        strings(json.getJsonArray("payees")),
        json.getString("proof", ""));
  }

  private static ServerFrame problem(JsonObject json) {
    JsonObject problem = json.getJsonObject("problem", new JsonObject());
    Long seq = json.getLong("seq");
    return new ServerFrame.Problem(
        Optional.ofNullable(json.getString("taskId")).map(TaskId::parse),
        seq == null ? OptionalLong.empty() : OptionalLong.of(seq),
        problem.getInteger("status", 0),
        problem.getString("code", ""),
        problem.getString("detail", problem.getString("title", "")),
        problem.getBoolean("retryable", false),
        problem.getLong("retryAfterMs", 0L));
  }

  private static TaskId task(JsonObject json) {
    return TaskId.parse(json.getString("taskId"));
  }

  /** How a task ended, from a result frame or from what {@code GET /v1/tasks/ID} gives. */
  static ServerFrame.Ending ending(JsonObject json) {
    Reply.Status status = status(json.getString("status"));
    Optional<Answer> answer =
        status == Reply.Status.AGREED && json.containsKey("detections")
            ? Optional.of(detections(json))
            : Optional.empty();
    JsonObject consensus = json.getJsonObject("consensus", new JsonObject());
    return new ServerFrame.Ending(
        task(json),
        status,
        answer,
        strings(consensus.getJsonArray("agreed")),
        strings(consensus.getJsonArray("dissent")),
        json.getString("detail", ""));
  }

  private static Reply.Status status(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "agreed" -> Reply.Status.AGREED;
      case "disputed" -> Reply.Status.DISPUTED;
      case "failed" -> Reply.Status.FAILED;
      case "cancelled" -> Reply.Status.CANCELLED;
      case "expired" -> Reply.Status.EXPIRED;
      default -> throw new IllegalArgumentException("no status: " + word);
    };
  }

  private static Answer detections(JsonObject json) {
    JsonObject image = json.getJsonObject("image");
    int width = image.getInteger("w");
    int height = image.getInteger("h");
    List<Detection> found = new ArrayList<>();
    JsonArray all = json.getJsonArray("detections");
    for (int i = 0; i < all.size(); i++) {
      JsonObject each = all.getJsonObject(i);
      JsonObject box = each.getJsonObject("box");
      double left = box.getDouble("x") / width;
      double top = box.getDouble("y") / height;
      double right = left + box.getDouble("w") / width;
      double bottom = top + box.getDouble("h") / height;
      found.add(
          new Detection(
              each.getString("label"),
              each.getInteger("classId", 0),
              Box.millionths(each.getDouble("score")),
              Box.ofFractions(top, left, bottom, right)));
    }
    return new Answer.Detections(width, height, found);
  }

  private static List<String> strings(@Nullable JsonArray array) {
    return array == null ? List.of() : array.stream().map(String::valueOf).toList();
  }
}
