package quorate.gateway.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import quorate.gateway.GatewayLimits;
import quorate.gateway.Outcome;
import quorate.gateway.Refusal;
import quorate.gateway.ServerFrame;
import quorate.gateway.TaskReceipt;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Detection;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.Verdict;
import quorate.wire.Message.ModelOffer;

/** Writes what gateways say. */
public final class FrameWriter {
  private final GatewayLimits limits;
  private final NodeId self;

  public FrameWriter(GatewayLimits limits, NodeId self) {
    this.limits = limits;
    this.self = self;
  }

  public String text(ServerFrame frame) {
    return json(frame).encode();
  }

  /** A frame as an object. */
  public JsonObject json(ServerFrame frame) {
    return switch (frame) {
      case ServerFrame.Welcome welcome -> welcome(welcome);
      case ServerFrame.Accepted accepted -> accepted(accepted);
      case ServerFrame.Credit(int more) -> of("credit").put("n", more);
      case ServerFrame.Progress progress -> progress(progress);
      case ServerFrame.Result(long offset, Outcome outcome) ->
          outcome(of("result").put("offset", offset), outcome);
      case ServerFrame.Receipt(TaskReceipt paid) ->
          of("receipt").put("taskId", paid.task().toString()).mergeIn(receipt(paid));
      case ServerFrame.Refused error -> error(error);
      case ServerFrame.Goaway(String reason, long after) ->
          of("goaway").put("reason", reason).put("reconnectAfterMs", after);
      case ServerFrame.Pong(long time, long offset, long recv) ->
          of("pong").put("t", time).put("offset", offset).put("recv", recv);
    };
  }

  /** A payment that is final. */
  static JsonObject receipt(TaskReceipt paid) {
    String path = "/v1/ledger/tasks/" + paid.payer().hex() + "/" + paid.task();
    return new JsonObject()
        .put("height", paid.height())
        .put("header", paid.header().hex())
        .put("escrow", paid.escrow())
        .put("each", paid.each())
        .put("payees", nodes(paid.payees()))
        .put("proof", path + "/proof");
  }

  private static JsonObject of(String type) {
    return new JsonObject().put("type", type);
  }

  private JsonObject welcome(ServerFrame.Welcome welcome) {
    return of("welcome")
        .put("session", welcome.session().toString())
        .put("epoch", welcome.epoch())
        .put("offset", welcome.offset())
        .put("recv", welcome.recv())
        .put("resumed", welcome.resumed())
        .put("reason", welcome.reason())
        .put("resumeTtlS", limits.patience().resumeTtlSeconds())
        .put("node", self.hex())
        .put(
            "limits",
            new JsonObject()
                .put("maxInFlight", limits.room().inFlightPerSession())
                .put("maxImageBytes", limits.sizes().pictureBytesMax())
                .put("maxPixels", limits.sizes().pixelsMax())
                .put("maxTextBytes", limits.sizes().textBytesMax())
                .put("maxHeaderBytes", limits.sizes().headerBytesMax())
                .put("mimes", new JsonArray().add("image/jpeg").add("image/png")))
        .put("credits", welcome.credits());
  }

  private static JsonObject accepted(ServerFrame.Accepted accepted) {
    return of("accepted")
        .put("seq", accepted.seq())
        .put("taskId", accepted.task().toString())
        .put("duplicate", accepted.duplicate())
        .put("delivery", accepted.fetch() ? "fetch" : "stream")
        .put("queuePosition", accepted.position())
        .put("expiresAt", accepted.expiresAtMillis());
  }

  private static JsonObject progress(ServerFrame.Progress progress) {
    return of("progress")
        .put("taskId", progress.task().toString())
        .put("phase", lower(progress.phase()))
        .put(
            "votes",
            new JsonObject()
                .put("received", progress.received())
                .put("expected", progress.expected())
                .put("quorum", progress.quorum()))
        .put("nodes", nodes(progress.nodes()));
  }

  private static JsonObject error(ServerFrame.Refused error) {
    JsonObject json = of("error");
    error.seq().ifPresent(seq -> json.put("seq", seq));
    error.task().ifPresent(task -> json.put("taskId", task.toString()));
    return json.put("problem", problem(error.refusal()));
  }

  /** A refusal of a whole connection. */
  public static String refusal(Refusal why) {
    return error(new ServerFrame.Refused(OptionalLong.empty(), Optional.empty(), why)).encode();
  }

  /** A refusal as a problem of RFC 9457. */
  public static JsonObject problem(Refusal refusal) {
    return new JsonObject()
        .put("type", "urn:quorate:problem:" + refusal.problem().code())
        .put("title", refusal.problem().title())
        .put("status", refusal.problem().status())
        .put("detail", refusal.detail())
        .put("code", refusal.problem().code())
        .put("retryable", refusal.problem().retryable())
        .put("retryAfterMs", refusal.retryAfterMillis());
  }

  /** Adds how a task ended. */
  static JsonObject outcome(JsonObject json, Outcome outcome) {
    Verdict verdict = outcome.verdict();
    json.put("taskId", verdict.task().toString()).put("status", lower(verdict.outcome()));
    outcome.task().ifPresent(task -> json.put("model", model(task.model(), outcome.model())));
    outcome.task().ifPresent(task -> json.put("image", size(task)));
    verdict.answer().ifPresent(answer -> answer(json, answer));
    outcome.task().ifPresent(task -> json.put("consensus", consensus(task, verdict)));
    return json.put("detail", verdict.detail())
        .put("proof", "/v1/tasks/" + verdict.task() + "/proof");
  }

  static JsonObject model(ModelId id, Optional<ModelOffer> offer) {
    JsonObject json = new JsonObject();
    offer.ifPresent(known -> json.put("name", known.name()).put("version", known.version()));
    return json.put("sha256", id.hex());
  }

  private static JsonObject size(Task task) {
    return new JsonObject().put("w", task.picture().width()).put("h", task.picture().height());
  }

  static void answer(JsonObject json, Answer answer) {
    switch (answer) {
      case Answer.Detections found -> json.put("detections", detections(found));
      case Answer.Classes(var ranked) -> {
        JsonArray classes = new JsonArray();
        ranked.forEach(each ->
            classes.add(
                new JsonObject()
                    .put("label", each.label())
                    .put("probability", fraction(each.millionths()))));
        json.put("classes", classes);
      }
      case Answer.Exact(var value) ->
          json.put("exact", Base64.getEncoder().encodeToString(value.toArray()));
    }
  }

  static JsonArray detections(Answer.Detections found) {
    JsonArray array = new JsonArray();
    for (Detection each : found.found()) {
      Box box = each.box();
      array.add(
          new JsonObject()
              .put("label", each.label())
              .put("classId", each.classId())
              .put("score", fraction(each.scoreMillionths()))
              .put("box", pixels(box, found.width(), found.height()))
              .put(
                  "boxNorm",
                  new JsonArray()
                      .add(fraction(box.top()))
                      .add(fraction(box.left()))
                      .add(fraction(box.bottom()))
                      .add(fraction(box.right()))));
    }
    return array;
  }

  /** In pixels, to a thousandth of one. */
  private static JsonObject pixels(Box box, int width, int height) {
    return new JsonObject()
        .put("x", scaled(box.left(), width))
        .put("y", scaled(box.top(), height))
        .put("w", scaled(box.right() - box.left(), width))
        .put("h", scaled(box.bottom() - box.top(), height));
  }

  private static double scaled(int millionths, int size) {
    return Math.round((double) millionths * size / 1000) / 1000.0;
  }

  private static double fraction(int millionths) {
    return (double) millionths / Box.ONE;
  }

  private static JsonObject consensus(Task task, Verdict verdict) {
    int voters = verdict.agreed().size() + verdict.dissent().size();
    double agreement = voters == 0 ? 0 : (double) verdict.agreed().size() / voters;
    return new JsonObject()
        .put("method", task.terms().replicas() == 1 ? "single" : "commit-reveal")
        .put("quorum", task.terms().quorum())
        .put("voters", voters)
        .put("agreement", Math.round(agreement * Box.ONE) / (double) Box.ONE)
        .put("agreed", nodes(verdict.agreed()))
        .put("dissent", nodes(verdict.dissent()));
  }

  static JsonArray nodes(List<NodeId> nodes) {
    JsonArray array = new JsonArray();
    nodes.forEach(node -> array.add(node.hex()));
    return array;
  }

  static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
