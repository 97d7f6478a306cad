package quorate.node.ledger;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.ledger.live.BlockDecided;
import quorate.ledger.live.Ledger;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.SignedTransaction;
import quorate.task.Digest;

/**
 * An account's transactions, newest first. There is no index of them: a request looks through so
 * many blocks, one read each, and says where the next one goes on.
 */
final class HistoryRoute {
  /** The blocks that one request looks through. */
  static final int BLOCKS = 500;

  /** The transactions of one reply, and the rest of the block in which that many are reached. */
  static final int TRANSACTIONS_MAX = 100;

  private final LedgerReplies replies;

  HistoryRoute(LedgerReplies replies) {
    this.replies = replies;
  }

  void mount(Router router) {
    router.get("/v1/ledger/accounts/:address/transactions").handler(replies.guarded(this::history));
  }

  private void history(RoutingContext ctx, Ledger ledger) {
    Optional<AccountId> account = replies.account(ctx);
    Optional<Long> before =
        account.flatMap(any -> replies.query(ctx, "before", Long.MAX_VALUE, 1, Long.MAX_VALUE));
    before.ifPresent(height ->
        replies.read(
            ctx,
            ledger,
            view -> view.state().tip().height(),
            tip -> {
              long from = Math.min(tip, height - 1);
              Search search = new Search(ctx, ledger, account.orElseThrow(), from - BLOCKS);
              search.look(from);
            }));
  }

  /** One request on its way down the chain. */
  private final class Search {
    private final RoutingContext ctx;
    private final Ledger ledger;
    private final AccountId account;
    private final long end;
    private final List<Map<String, Object>> found = new ArrayList<>();

    Search(RoutingContext ctx, Ledger ledger, AccountId account, long end) {
      this.ctx = ctx;
      this.ledger = ledger;
      this.account = account;
      this.end = end;
    }

    void look(long height) {
      if (height < 0 || height == end || found.size() >= TRANSACTIONS_MAX) {
        done(height);
        return;
      }
      replies.read(
          ctx,
          ledger,
          view -> view.block(height),
          block -> {
            block.ifPresent(this::take);
            look(block.isPresent() ? height - 1 : -1);
          });
    }

    private void take(BlockDecided decided) {
      Digest chain = ledger.genesis().chain();
      List<SignedTransaction> all = decided.block().transactions();
      for (SignedTransaction each : all.reversed()) {
        if (OperationShown.touches(each, account)) {
          found.add(OperationShown.facts(each, chain, decided.block().header()));
        }
      }
    }

    private void done(long height) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("transactions", found);
      if (height >= 0) {
        facts.put("before", height + 1);
      }
      replies.show(ctx, facts);
    }
  }
}
