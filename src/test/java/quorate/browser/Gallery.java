package quorate.browser;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import javax.imageio.ImageIO;
import quorate.gateway.json.Schemas;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Detection;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.task.Verdict;

/** What a gateway serves of a task to the page: its picture and its proof, in a gateway's form. */
final class Gallery {
  private final Town town;
  private final BiConsumer<TaskId, Buffer> submitted;

  Gallery(Town town, BiConsumer<TaskId, Buffer> submitted) {
    this.town = town;
    this.submitted = submitted;
  }

  void mount(Router router) {
    router.get("/v1/models").handler(this::models);
    router.post("/v1/tasks").handler(BodyHandler.create(false)).handler(this::submit);
    router.get("/v1/tasks/:id/picture").handler(this::picture);
    router.get("/v1/tasks/:id/proof").handler(this::proof);
    mountTrust(router, false);
  }

  /** What the page's node says of whom it trusts, the same of everybody; with a stake, or none. */
  static void mountTrust(Router router, boolean ledger) {
    router
        .get("/v1/trust/:node")
        .handler(context ->
            context
                .response()
                .putHeader("Content-Type", "application/json")
                .end(trust(context.pathParam("node"), ledger).encode()));
  }

  private static JsonObject trust(String node, boolean ledger) {
    JsonObject told =
        new JsonObject()
            .put("node", node)
            .put("seenBy", node)
            .put("heeded", true)
            .put("alarm", false)
            .put("models", new JsonArray().add(reputation()));
    if (ledger) {
      told.put("account", account(NodeId.ofHex(node)));
    }
    return Schemas.of("Trust", told);
  }

  private static JsonObject reputation() {
    return new JsonObject()
        .put("model", Town.MODEL.hex())
        .put("rating", "trusted")
        .put("valid", 41)
        .put("late", 1)
        .put("wrong", 0)
        .put("heard", 7)
        .put("alone", 12)
        .put("auditsPassed", 5)
        .put("auditsFailed", 0)
        .put("counted", 30)
        .put("needed", 30)
        .put("since", 1)
        .put("trustedFrom", 2)
        .put("auditChance", 0.6)
        .put("banProgress", 0.012)
        .put("why", "It may answer alone.");
  }

  private static JsonObject account(NodeId node) {
    AccountId account = AccountId.of(node);
    return new JsonObject()
        .put("address", Address.of(account))
        .put("key", account.hex())
        .put("height", 5)
        .put("balance", 9_010)
        .put("held", 0)
        .put("nonce", 2)
        .put("stake", 250_000)
        .put("vesting", 1_840)
        .put("taken", 1_120);
  }

  private void models(RoutingContext context) {
    JsonObject model =
        new JsonObject()
            .put("name", "toybox")
            .put("version", "1")
            .put("sha256", Town.MODEL.hex())
            .put("kind", "detection")
            .put("nodes", 6)
            .put("labels", new JsonArray(Town.LABELS));
    context
        .response()
        .putHeader("Content-Type", "application/json")
        .end(new JsonObject().put("models", new JsonArray().add(model)).encode());
  }

  private void submit(RoutingContext context) {
    TaskId id = TaskId.parse(context.request().getHeader("Idempotency-Key"));
    submitted.accept(id, context.body().buffer());
    context
        .response()
        .setStatusCode(202)
        .putHeader("Content-Type", "application/json")
        .end(new JsonObject().put("taskId", id.toString()).encode());
  }

  private void picture(RoutingContext context) {
    TaskId id = TaskId.parse(context.pathParam("id"));
    context
        .response()
        .putHeader("Content-Type", "image/png")
        .end(Buffer.buffer(png(Town.honest(id).found())));
  }

  private void proof(RoutingContext context) {
    TaskId id = TaskId.parse(context.pathParam("id"));
    Optional<Verdict> verdict = town.verdict(id);
    if (verdict.isEmpty()) {
      context
          .response()
          .setStatusCode(404)
          .putHeader("Content-Type", "application/problem+json")
          .end(new JsonObject().put("code", "not-decided").encode());
      return;
    }
    JsonArray ballots = new JsonArray();
    for (Map.Entry<NodeId, Answer.Detections> each : town.answers(id).entrySet()) {
      ballots.add(
          new JsonObject()
              .put("node", each.getKey().hex())
              .put("committed", true)
              .put("detections", detections(each.getValue())));
    }
    JsonObject json =
        new JsonObject()
            .put("taskId", id.toString())
            .put("outcome", verdict.get().outcome().name().toLowerCase(Locale.ROOT))
            .put("detail", verdict.get().detail())
            .put("agreed", hex(verdict.get().agreed()))
            .put("dissent", hex(verdict.get().dissent()))
            .put("picture", new JsonObject().put("width", Town.WIDTH).put("height", Town.HEIGHT))
            .put("ballots", ballots);
    verdict
        .get()
        .answer()
        .ifPresent(answer ->
            json.put(
                "answer",
                new JsonObject()
                    .put("width", Town.WIDTH)
                    .put("height", Town.HEIGHT)
                    .put("detections", detections((Answer.Detections) answer))));
    context.response().putHeader("Content-Type", "application/json").end(json.encode());
  }

  private static JsonArray hex(List<NodeId> nodes) {
    JsonArray json = new JsonArray();
    nodes.forEach(node -> json.add(node.hex()));
    return json;
  }

  private static JsonArray detections(Answer.Detections answer) {
    JsonArray json = new JsonArray();
    for (Detection each : answer.found()) {
      Box box = each.box();
      json.add(
          new JsonObject()
              .put("label", each.label())
              .put("score", each.score())
              .put(
                  "box",
                  new JsonObject()
                      .put("x", pixels(box.left(), answer.width()))
                      .put("y", pixels(box.top(), answer.height()))
                      .put("w", pixels(box.right() - box.left(), answer.width()))
                      .put("h", pixels(box.bottom() - box.top(), answer.height()))));
    }
    return json;
  }

  private static double pixels(int millionths, int size) {
    return (double) millionths * size / Box.ONE;
  }

  /** A still life with an object in every box. */
  static byte[] png(List<Detection> objects) {
    BufferedImage image = new BufferedImage(Town.WIDTH, Town.HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setPaint(new GradientPaint(0, 0, new Color(0xB9C7D9), 0, 480, new Color(0x8C7A66)));
    pen.fillRect(0, 0, Town.WIDTH, Town.HEIGHT);
    Color[] colours = {
      new Color(0xE0A526), new Color(0x3F6FA8), new Color(0xA33F4F), new Color(0x4C8A50)
    };
    for (int i = 0; i < objects.size(); i++) {
      Box box = objects.get(i).box();
      double x = pixels(box.left(), Town.WIDTH);
      double y = pixels(box.top(), Town.HEIGHT);
      double w = pixels(box.right() - box.left(), Town.WIDTH);
      double h = pixels(box.bottom() - box.top(), Town.HEIGHT);
      pen.setColor(colours[i % colours.length]);
      pen.fill(new RoundRectangle2D.Double(x + 6, y + 6, w - 12, h - 12, w / 2, h / 2));
      pen.setColor(colours[i % colours.length].darker());
      pen.setStroke(new BasicStroke(6));
      pen.draw(new RoundRectangle2D.Double(x + 14, y + 14, w - 28, h - 28, w / 3, h / 3));
    }
    pen.dispose();
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
