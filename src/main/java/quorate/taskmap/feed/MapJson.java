package quorate.taskmap.feed;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Place;
import quorate.taskmap.Conduct;
import quorate.taskmap.Flow;
import quorate.taskmap.MapFrame;
import quorate.taskmap.NodeShown;
import quorate.taskmap.Second;
import quorate.taskmap.Totals;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.NodeSeen;
import quorate.wire.TaskSeen;

/**
 * The map's frames as JSON for browsers.
 *
 * @param epoch changes when this node starts again, and its sequence numbers with it
 */
public record MapJson(NodeId self, String network, long epoch) {
  /** The two clocks that every task is held to, in milliseconds. */
  private static final JsonObject TARGETS =
      new JsonObject().put("ackMillis", 1000).put("verdictMillis", 4000);

  /** A frame as the text of a WebSocket message. */
  public String text(MapFrame frame) {
    return switch (frame) {
      case MapFrame.Snapshot snapshot -> snapshot(snapshot).encode();
      case MapFrame.Delta delta -> delta(delta).encode();
    };
  }

  /** The nodes alone: the body of {@code GET /v1/nodes}. */
  public String nodes(MapFrame.Snapshot snapshot, Map<NodeId, Conduct.Counts> conduct) {
    return new JsonObject()
        .put("self", self.hex())
        .put("network", network)
        .put("at", snapshot.atMillis())
        .put("count", snapshot.nodes().size())
        .put("models", models(snapshot.nodes()))
        .put("nodes", nodes(snapshot.nodes()))
        .put("conduct", conduct(conduct))
        .encode();
  }

  private static JsonObject conduct(Map<NodeId, Conduct.Counts> conduct) {
    JsonObject json = new JsonObject();
    conduct.forEach((node, counts) ->
        json.put(
            node.hex(),
            new JsonObject()
                .put("agreed", counts.agreed())
                .put("dissented", counts.dissented())
                .put("lateAgreed", counts.lateAgreed())
                .put("lateDissented", counts.lateDissented())
                .put("awaited", counts.awaited())));
    return json;
  }

  private JsonObject snapshot(MapFrame.Snapshot snapshot) {
    JsonObject json =
        head("snapshot", snapshot.seq(), snapshot.atMillis())
            .put("self", self.hex())
            .put("network", network)
            .put("targets", TARGETS)
            .put("models", models(snapshot.nodes()))
            .put("nodes", nodes(snapshot.nodes()))
            .put("tasks", tasks(snapshot.tasks()))
            .put("seconds", seconds(snapshot.seconds()))
            .put("totals", totals(snapshot.totals()));
    snapshot.ledger().ifPresent(seen -> json.put("ledger", ChainJson.ledger(seen)));
    return json.put("blocks", ChainJson.blocks(snapshot.blocks()));
  }

  private JsonObject delta(MapFrame.Delta delta) {
    JsonArray forgotten = new JsonArray();
    delta.forgotten().forEach(id -> forgotten.add(id.hex()));
    JsonArray busy = new JsonArray();
    delta
        .busy()
        .forEach(each -> busy.add(new JsonArray().add(each.node().hex()).add(each.slots())));
    JsonArray flows = new JsonArray();
    delta.flows().forEach(flow -> flows.add(flow(flow)));
    JsonObject json =
        head("delta", delta.seq(), delta.atMillis())
            .put("models", models(delta.nodes()))
            .put("nodes", nodes(delta.nodes()))
            .put("busy", busy)
            .put("forgotten", forgotten)
            .put("tasks", tasks(delta.tasks()))
            .put("flows", flows)
            .put("seconds", seconds(delta.seconds()))
            .put("totals", totals(delta.totals()))
            .put("nodesShown", delta.nodesShown())
            .put("tasksShown", delta.tasksShown());
    delta.ledger().ifPresent(seen -> json.put("ledger", ChainJson.ledger(seen)));
    return delta.blocks().isEmpty() ? json : json.put("blocks", ChainJson.blocks(delta.blocks()));
  }

  private JsonObject head(String type, long seq, long atMillis) {
    return new JsonObject()
        .put("type", type)
        .put("epoch", epoch)
        .put("seq", seq)
        .put("at", atMillis);
  }

  /** The models that the nodes of a frame name, each once. */
  private static JsonObject models(List<NodeShown> nodes) {
    Map<ModelId, ModelOffer> models = new TreeMap<>();
    nodes.forEach(node -> node.seen().models().forEach(each -> models.put(each.model(), each)));
    JsonObject json = new JsonObject();
    models.forEach((id, offer) ->
        json.put(
            id.hex(),
            new JsonObject()
                .put("name", offer.name())
                .put("version", offer.version())
                .put("kind", lower(offer.kind()))));
    return json;
  }

  private static JsonArray nodes(List<NodeShown> nodes) {
    JsonArray json = new JsonArray();
    nodes.forEach(node -> json.add(node(node)));
    return json;
  }

  private static JsonObject node(NodeShown node) {
    NodeSeen seen = node.seen();
    JsonArray models = new JsonArray();
    seen.models().forEach(offer -> models.add(offer.model().hex()));
    String state = node.life() == NodeShown.Life.HERE ? lower(seen.standing()) : lower(node.life());
    return new JsonObject()
        .put("id", node.id().hex())
        .put("name", seen.name())
        .put("operator", seen.operator())
        .put("place", seen.place().map(MapJson::place).orElse(null))
        .put("address", seen.address())
        .put("volunteer", seen.volunteer())
        .put("state", state)
        .put("models", models)
        .put("slots", seen.slots())
        .put("busy", seen.busy())
        .put("viewers", seen.viewers())
        .put("startedAt", seen.startedAtMillis());
  }

  private static JsonArray place(Place place) {
    return new JsonArray().add(place.latitude()).add(place.longitude());
  }

  private static JsonArray tasks(List<TaskSeen> tasks) {
    JsonArray json = new JsonArray();
    tasks.forEach(task -> json.add(task(task)));
    return json;
  }

  private static JsonObject task(TaskSeen task) {
    JsonArray ballots = new JsonArray();
    task.ballots().forEach(ballot -> ballots.add(ballot(ballot)));
    return new JsonObject()
        .put("id", task.task().toString())
        .put("leader", task.gateway().hex())
        .put("model", task.model().hex())
        .put("phase", lower(task.phase()))
        .put("acceptedAt", task.acceptedAtMillis())
        .put("ackMillis", task.ackMillis())
        .put("verdictMillis", task.verdictMillis())
        .put("outcome", task.outcome().map(MapJson::lower).orElse(null))
        .put("ballots", ballots);
  }

  private static JsonObject ballot(TaskSeen.Ballot ballot) {
    return new JsonObject()
        .put("node", ballot.node().hex())
        .put("stage", lower(ballot.stage()))
        .put("after", ballot.afterMillis());
  }

  private static JsonArray flow(Flow flow) {
    return new JsonArray()
        .add(flow.leader().hex())
        .add(flow.node().hex())
        .add(flow.answers())
        .add(flow.dissents());
  }

  /** Nine numbers a second, in the order of {@link Second}. */
  private static JsonArray seconds(List<Second> seconds) {
    JsonArray json = new JsonArray();
    for (Second second : seconds) {
      json.add(
          new JsonArray()
              .add(second.atSeconds())
              .add(second.accepted())
              .add(second.agreed())
              .add(second.disputed())
              .add(second.unsettled())
              .add(second.ackP50())
              .add(second.ackP99())
              .add(second.verdictP50())
              .add(second.verdictP99()));
    }
    return json;
  }

  private static JsonObject totals(Totals totals) {
    return new JsonObject()
        .put("accepted", totals.accepted())
        .put("open", totals.open())
        .put("agreed", totals.agreed())
        .put("disputed", totals.disputed())
        .put("unsettled", totals.unsettled())
        .put("answeredPerSecond", totals.answeredPerSecond())
        .put("ackP50", totals.ackP50())
        .put("ackP99", totals.ackP99())
        .put("verdictP50", totals.verdictP50())
        .put("verdictP99", totals.verdictP99());
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
