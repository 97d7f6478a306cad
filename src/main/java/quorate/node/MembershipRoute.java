package quorate.node;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import quorate.gateway.Problem;
import quorate.gateway.http.Replies;
import quorate.node.membership.Membership;
import quorate.node.membership.Rejection;
import quorate.node.membership.Strangers;

/** {@code GET /v1/membership}: how this node is a member, and whom it has kept out. */
final class MembershipRoute {
  private final Entrance entrance;
  private final Replies replies;

  MembershipRoute(Entrance entrance, Replies replies) {
    this.entrance = entrance;
    this.replies = replies;
  }

  void mount(Router router) {
    router.get("/v1/membership").handler(replies.guarded((ctx, in) -> shown(ctx)));
    router.route("/v1/membership").handler(replies::wrongMethod);
  }

  private void shown(RoutingContext ctx) {
    entrance
        .membership()
        .ifPresentOrElse(
            held -> replies.json(ctx, 200, json(held)),
            () -> replies.refuse(ctx, Problem.NOT_FOUND.because("this node has no papers")));
  }

  private static JsonObject json(Membership held) {
    JsonObject strangers = new JsonObject();
    for (Rejection why : Rejection.values()) {
      strangers.put(why.label(), held.strangers().of(why));
    }
    JsonObject pauses = new JsonObject();
    Strangers.DOORS.forEach(door -> pauses.put(door, held.strangers().pauses(door)));
    return new JsonObject()
        .put("network", held.network())
        .put("node", held.admission().node().hex())
        .put("addresses", held.admission().addresses())
        .put("until", held.admission().until().toString())
        .put("listNumber", held.listNumber())
        .put("refused", held.own().map(Rejection.Refusal::words).orElse(""))
        .put("strangers", strangers)
        .put("pauses", pauses);
  }
}
