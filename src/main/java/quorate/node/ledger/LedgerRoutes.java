package quorate.node.ledger;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.gateway.http.Replies;
import quorate.ledger.chain.Previous;
import quorate.ledger.live.BlockDecided;
import quorate.ledger.live.Ledger;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Block;
import quorate.ledger.state.Explanation;
import quorate.ledger.state.StateKey;
import quorate.task.TaskId;

/**
 * {@code /v1/ledger}: what is recorded, by REST. What is told is this node's word; whoever does not
 * want to believe it asks for proofs.
 */
public final class LedgerRoutes {
  /** The most blocks of one reply; they are read one after another. */
  static final int BLOCKS_MAX = 100;

  /** The most transactions of a block in one reply. */
  static final int TRANSACTIONS_MAX = 1000;

  private static final int BLOCKS = 20;
  private static final int ACCOUNTS = 20;
  private static final int TRANSACTIONS = 100;
  private static final String ROOT = "/v1/ledger";

  private final LedgerReplies replies;
  private final Optional<ChainWatch> watch;

  /** Over the ledger that is watched; without one they say so. */
  public LedgerRoutes(Replies replies, Optional<ChainWatch> watch) {
    this.replies = new LedgerReplies(replies, watch.map(ChainWatch::ledger));
    this.watch = watch;
  }

  public void mount(Router router) {
    router.get(ROOT).handler(replies.guarded(this::chain));
    router.get(ROOT + "/blocks").handler(replies.guarded(this::blocks));
    router.get(ROOT + "/blocks/:height").handler(replies.guarded(this::block));
    router.get(ROOT + "/accounts").handler(replies.guarded((ctx, ledger) -> accounts(ctx)));
    router.get(ROOT + "/accounts/:address").handler(replies.guarded(this::account));
    router.get(ROOT + "/escrows/:address/:number").handler(replies.guarded(this::escrow));
    router.get(ROOT + "/tasks/:address/:task").handler(replies.guarded(this::payment));
    new HistoryRoute(replies).mount(router);
    new TransactionRoutes(replies).mount(router);
    new ProofRoutes(replies).mount(router);
    router.route(ROOT).handler(replies.replies::wrongMethod);
    router.route(ROOT + "/*").handler(ctx -> beneath(ctx));
  }

  private void beneath(RoutingContext ctx) {
    boolean reads = ctx.request().method().name().matches("GET|HEAD");
    if (reads) {
      replies.replies.refuse(ctx, quorate.gateway.Problem.NOT_FOUND.because(ctx.normalizedPath()));
    } else {
      replies.replies.wrongMethod(ctx);
    }
  }

  private void chain(RoutingContext ctx, Ledger ledger) {
    replies.read(
        ctx,
        ledger,
        view -> LedgerShown.chain(ledger.genesis(), view),
        facts -> replies.show(ctx, facts));
  }

  // ---- blocks

  private void blocks(RoutingContext ctx, Ledger ledger) {
    Optional<Long> before = replies.query(ctx, "before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
    Optional<Long> limit =
        before.flatMap(any -> replies.query(ctx, "limit", BLOCKS, 1, BLOCKS_MAX));
    limit.ifPresent(many ->
        replies.read(
            ctx,
            ledger,
            view -> view.state().tip().height(),
            tip -> {
              long from = Math.min(tip, before.orElseThrow() - 1);
              blocks(ctx, ledger, from, many, new ArrayList<>());
            }));
  }

  /** One read a block, so that none holds the ledger up for long. */
  private void blocks(
      RoutingContext ctx, Ledger ledger, long height, long many, List<Map<String, Object>> found) {
    if (height < 0 || found.size() == many) {
      blocks(ctx, found, height);
      return;
    }
    replies.read(
        ctx,
        ledger,
        view -> view.block(height),
        block -> {
          if (block.isPresent()) {
            found.add(summary(block.get()));
            blocks(ctx, ledger, height - 1, many, found);
          } else {
            blocks(ctx, found, -1);
          }
        });
  }

  private void blocks(RoutingContext ctx, List<Map<String, Object>> found, long next) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("blocks", found);
    if (next >= 0) {
      facts.put("before", next + 1);
    }
    replies.show(ctx, facts);
  }

  private static Map<String, Object> summary(BlockDecided decided) {
    Block block = decided.block();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("height", decided.height());
    facts.put("header", block.header().digest().hex());
    facts.put("time", LedgerShown.time(block.header().timeMillis()));
    facts.put("proposer", block.header().proposer().hex());
    facts.put("transactions", block.transactions().size());
    decided.commit().ifPresent(commit -> votes(commit, facts));
    return facts;
  }

  private static void votes(Previous commit, Map<String, Object> facts) {
    facts.put("round", commit.commit().round());
    facts.put("votes", commit.commit().seals().size());
    facts.put("validators", commit.validators().members().size());
  }

  private void block(RoutingContext ctx, Ledger ledger) {
    Optional<Long> height =
        replies.number(ctx, "height", ctx.pathParam("height"), 0, Long.MAX_VALUE);
    Optional<Long> from = height.flatMap(any -> replies.query(ctx, "from", 0, 0, Long.MAX_VALUE));
    Optional<Long> limit =
        from.flatMap(any -> replies.query(ctx, "limit", TRANSACTIONS, 1, TRANSACTIONS_MAX));
    limit.ifPresent(many ->
        replies.find(
            ctx,
            ledger,
            view -> view.block(height.orElseThrow()),
            "block " + height.orElseThrow(),
            found -> replies.show(ctx, block(found, ledger, from.orElseThrow(), many))));
  }

  private static Map<String, Object> block(
      BlockDecided decided, Ledger ledger, long from, long limit) {
    Map<String, Object> facts = LedgerShown.block(decided.block(), ledger.genesis(), from, limit);
    facts.put("transactionsInAll", decided.block().transactions().size());
    decided
        .commit()
        .ifPresent(commit -> {
          Map<String, Object> votes = new LinkedHashMap<>();
          votes.put("round", commit.commit().round());
          votes.put("by", commit.commit().signers().stream().map(each -> each.hex()).toList());
          votes.put("of", commit.validators().members().size());
          facts.put("votes", votes);
        });
    return facts;
  }

  // ---- the state

  private void accounts(RoutingContext ctx) {
    Optional<Boolean> richest =
        replies.replies.parsed(
            ctx, "order", ctx.request().getParam("order", "richest"), LedgerRoutes::richest);
    Optional<Long> limit =
        richest.flatMap(any -> replies.query(ctx, "limit", ACCOUNTS, 1, ChainWatch.LISTED_MAX));
    ChainWatch known = watch.orElseThrow();
    limit.ifPresent(many -> {
      List<AccountIndex.Row> rows = richest.orElseThrow() ? known.richest() : known.busiest();
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("accounts", rows.stream().limit(many).map(LedgerShown::account).toList());
      replies.show(ctx, facts);
    });
  }

  private static boolean richest(String order) {
    quorate.task.Check.argument(
        order.equals("richest") || order.equals("busiest"), "expected richest or busiest");
    return order.equals("richest");
  }

  private void account(RoutingContext ctx, Ledger ledger) {
    replies
        .account(ctx)
        .ifPresent(account ->
            replies.read(
                ctx,
                ledger,
                view -> LedgerShown.account(account, view.state()),
                facts -> replies.show(ctx, facts)));
  }

  private void escrow(RoutingContext ctx, Ledger ledger) {
    replies
        .escrow(ctx)
        .ifPresent(id ->
            replies.find(
                ctx,
                ledger,
                view -> view.state().find(StateKey.escrow(id)).map(EntryShown::facts),
                "escrow " + id.number() + " of this owner",
                facts -> replies.show(ctx, facts)));
  }

  private void payment(RoutingContext ctx, Ledger ledger) {
    Optional<AccountId> owner = replies.account(ctx);
    Optional<TaskId> task = owner.flatMap(any -> replies.task(ctx));
    task.ifPresent(id ->
        replies.find(
            ctx,
            ledger,
            view ->
                Explanation.of(view.state(), owner.orElseThrow(), id)
                    .map(explained -> LedgerShown.payment(owner.orElseThrow(), explained)),
            "payment of this client for task " + id,
            facts -> replies.show(ctx, facts)));
  }
}
