package quorate.gateway.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quorate.gateway.Catalogue;
import quorate.gateway.Outcome;
import quorate.gateway.TaskReceipt;
import quorate.gateway.TaskRecord;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.wire.Message;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Proof;
import quorate.wire.Received;
import quorate.wire.Signed;
import quorate.wire.Voice;

/** Writes what REST says of tasks. */
public final class TaskWriter {
  private TaskWriter() {}

  /** A task and, when it has one, its verdict: the same words as in a result of the stream. */
  public static JsonObject status(TaskRecord record, Optional<ModelOffer> model) {
    Task task = record.task();
    JsonObject json =
        new JsonObject()
            .put("taskId", task.id().toString())
            .put("session", task.session().toString())
            .put("status", "open")
            .put("model", FrameWriter.model(task.model(), model))
            .put("image", image(task))
            .put("params", params(task))
            .put("acceptedAt", task.acceptedAtMillis())
            .put("deadlineAt", task.deadlineAtMillis())
            .put("gateway", task.gateway().hex())
            .put("leader", record.leader().hex())
            .put("epoch", record.epoch());
    task.payment()
        .ifPresent(order ->
            json.put(
                "payment",
                new JsonObject().put("key", order.owner().hex()).put("escrow", order.escrow())));
    JsonObject picture = json.getJsonObject("image");
    record
        .verdict()
        .ifPresent(verdict ->
            FrameWriter.outcome(json, new Outcome(verdict, Optional.of(task), model))
                .put("image", picture));
    return json;
  }

  /** The same with its payment, which is final. */
  public static JsonObject paid(JsonObject status, TaskReceipt receipt) {
    return status.put("receipt", FrameWriter.receipt(receipt));
  }

  private static JsonObject image(Task task) {
    return new JsonObject()
        .put("w", task.picture().width())
        .put("h", task.picture().height())
        .put("bytes", task.picture().bytes())
        .put("mime", "image/" + FrameWriter.lower(task.picture().format()))
        .put("sha256", task.picture().digest().hex());
  }

  private static JsonObject params(Task task) {
    return new JsonObject()
        .put("replicas", task.terms().replicas())
        .put("quorum", task.terms().quorum())
        .put("minScore", (double) task.terms().minScoreMillionths() / Box.ONE)
        .put("topK", task.terms().topK());
  }

  /** A model of the network. */
  public static JsonObject model(Catalogue.Entry entry, List<String> labels) {
    return FrameWriter.model(entry.offer().model(), Optional.of(entry.offer()))
        .put("kind", FrameWriter.lower(entry.offer().kind()))
        .put("nodes", entry.nodes())
        .put("labels", new JsonArray(labels));
  }

  /** A proof for people; what can be checked offline is its canonical bytes. */
  public static JsonObject proof(Proof proof) {
    JsonObject json =
        new JsonObject()
            .put("taskId", proof.task().id().toString())
            .put("outcome", FrameWriter.lower(proof.verdict().outcome()));
    proof.verdict().answer().ifPresent(answer -> json.put("answer", answer(answer)));
    return json.put("agreed", FrameWriter.nodes(proof.verdict().agreed()))
        .put("dissent", FrameWriter.nodes(proof.verdict().dissent()))
        .put("detail", proof.verdict().detail())
        .put("ballots", ballots(proof));
  }

  private static JsonObject answer(Answer answer) {
    JsonObject json = new JsonObject();
    if (answer instanceof Answer.Detections found) {
      json.put("width", found.width()).put("height", found.height());
    }
    FrameWriter.answer(json, answer);
    return json;
  }

  private static JsonArray ballots(Proof proof) {
    Set<NodeId> committed = new HashSet<>();
    proof.commitments().stream().map(Signed::speaker).forEach(committed::add);
    Map<NodeId, JsonObject> ballots = new LinkedHashMap<>();
    for (Signed envelope : proof.answers()) {
      if (Voice.verified(envelope) instanceof Received.Good<?> good
          && good.said() instanceof Message.AnswerRevealed revealed) {
        JsonObject ballot = answer(revealed.answer()).put("node", good.speaker().hex());
        ballots.put(good.speaker(), ballot.put("committed", committed.contains(good.speaker())));
      }
    }
    for (NodeId silent : committed) {
      ballots.computeIfAbsent(
          silent, node -> new JsonObject().put("node", node.hex()).put("committed", true));
    }
    JsonArray array = new JsonArray();
    ballots.values().forEach(array::add);
    return array;
  }
}
