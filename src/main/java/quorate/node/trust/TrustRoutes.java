package quorate.node.trust;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import quorate.gateway.http.Replies;
import quorate.ledger.live.Ledger;
import quorate.ledger.state.AccountId;
import quorate.node.ledger.LedgerShown;
import quorate.task.NodeId;

/** {@code GET /v1/trust/{node}}: why this node trusts another, or does not. */
public final class TrustRoutes {
  static final String ROUTE = "/v1/trust/:node";

  private final Replies replies;
  private final TrustKeeper keeper;
  private final NodeId self;
  private final Optional<Ledger> ledger;
  private final Clock clock;

  /** Over this view; what is at stake is told where there is a ledger. */
  public TrustRoutes(
      Replies replies, TrustKeeper keeper, NodeId self, Optional<Ledger> ledger, Clock clock) {
    this.replies = replies;
    this.keeper = keeper;
    this.self = self;
    this.ledger = ledger;
    this.clock = clock;
  }

  public void mount(Router router) {
    router.get(ROUTE).handler(replies.guarded((ctx, in) -> explain(ctx)));
    router.route(ROUTE).handler(replies::wrongMethod);
  }

  private void explain(RoutingContext ctx) {
    replies
        .parsed(ctx, "node", ctx.pathParam("node"), TrustRoutes::node)
        .ifPresent(node -> {
          Map<String, Object> facts =
              keeper.read(trust -> TrustShown.facts(trust, self, node, clock.millis()));
          if (ledger.isEmpty()) {
            replies.json(ctx, 200, new JsonObject(facts));
            return;
          }
          Future.fromCompletionStage(
                  ledger
                      .get()
                      .read(view -> LedgerShown.account(new AccountId(node.key()), view.state())),
                  ctx.vertx().getOrCreateContext())
              .onSuccess(account -> replies.json(ctx, 200, with(facts, account)))
              .onFailure(busy -> replies.json(ctx, 200, new JsonObject(facts)));
        });
  }

  private static JsonObject with(Map<String, Object> facts, Map<String, Object> account) {
    Map<String, Object> all = new LinkedHashMap<>(facts);
    all.put("account", new JsonObject(account));
    return new JsonObject(all);
  }

  private static NodeId node(String text) {
    try {
      return NodeId.ofHex(text);
    } catch (IllegalArgumentException none) {
      throw new IllegalArgumentException("expected a node's id, 64 hex digits", none);
    }
  }
}
