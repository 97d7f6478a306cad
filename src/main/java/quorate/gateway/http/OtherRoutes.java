package quorate.gateway.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Function;
import quorate.gateway.Catalogue;
import quorate.gateway.Problem;
import quorate.gateway.access.ApiKeys;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.access.Tickets;
import quorate.gateway.json.Documents;
import quorate.gateway.json.TaskWriter;
import quorate.task.ModelId;

/** Models, tickets, and the documents that describe all of it. */
final class OtherRoutes {
  private final Desk desk;
  private final Replies replies;
  private final Function<ModelId, List<String>> labels;
  private final SecureRandom chance = new SecureRandom();

  OtherRoutes(Desk desk, Function<ModelId, List<String>> labels) {
    this.desk = desk;
    this.labels = labels;
    this.replies = new Replies(desk);
  }

  void mount(Router router) {
    router.get("/v1/models").handler(replies.guarded((ctx, in) -> models(ctx)));
    router.route("/v1/models").handler(replies::wrongMethod);
    router.post("/v1/tickets").handler(replies.guarded(this::ticket));
    router.route("/v1/tickets").handler(replies::wrongMethod);
    JsonObject openapi = Documents.openapi();
    JsonObject asyncapi = Documents.asyncapi();
    router.get("/openapi.json").handler(ctx -> replies.json(ctx, 200, openapi));
    router.get("/asyncapi.json").handler(ctx -> replies.json(ctx, 200, asyncapi));
  }

  private void models(RoutingContext ctx) {
    JsonArray models = new JsonArray();
    for (Catalogue.Entry each : desk.catalogue.entries()) {
      models.add(TaskWriter.model(each, labels.apply(each.offer().model())));
    }
    replies.json(ctx, 200, new JsonObject().put("models", models));
  }

  private void ticket(RoutingContext ctx, Doorkeeper.In in) {
    byte[] secret = new byte[ApiKeys.SECRET_BYTES];
    chance.nextBytes(secret);
    String ticket = java.util.HexFormat.of().formatHex(secret);
    if (desk.doorkeeper.tickets().give(ticket, in.owner(), desk.now())) {
      replies.json(
          ctx, 201, new JsonObject().put("ticket", ticket).put("expiresInMs", Tickets.LIFE_MILLIS));
    } else {
      replies.refuse(ctx, Problem.TOO_MANY_TICKETS.because("try again", 1000));
    }
  }
}
