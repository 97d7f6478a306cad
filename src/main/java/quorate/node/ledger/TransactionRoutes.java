package quorate.node.ledger;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import quorate.gateway.Problem;
import quorate.gateway.http.Replies;
import quorate.ledger.chain.ReplicaOrder.Outcome;
import quorate.ledger.live.BlockDecided;
import quorate.ledger.live.Ledger;
import quorate.ledger.state.Refusal;
import quorate.ledger.state.SignedTransaction;
import quorate.task.Digest;

/** Transactions by REST: handed in, waited for, looked up. */
final class TransactionRoutes {
  private static final String ROOT = "/v1/ledger/transactions";
  private static final long AGAIN_MILLIS = 1000;
  private static final long LOOK_MILLIS = 200;

  private final LedgerReplies replies;

  TransactionRoutes(LedgerReplies replies) {
    this.replies = replies;
  }

  void mount(Router router) {
    router.post(ROOT).handler(replies.guarded(this::submit));
    router.get(ROOT + "/:id").handler(replies.guarded(this::look));
  }

  // ---- hand in

  private void submit(RoutingContext ctx, Ledger ledger) {
    quorate.gateway.Refusal tooLarge =
        Problem.BODY_TOO_LARGE.because("expected at most " + TransactionFile.BYTES_MAX + " bytes");
    replies.replies.body(
        ctx, TransactionFile.BYTES_MAX, tooLarge, body -> submit(ctx, ledger, body));
  }

  private void submit(RoutingContext ctx, Ledger ledger, Buffer body) {
    Optional<TransactionFile> file =
        replies.replies.parsed(ctx, "body", body.toString(), TransactionFile::parse);
    if (file.isEmpty()) {
      return;
    }
    Digest chain = ledger.genesis().chain();
    if (!file.get().chain().equals(chain)) {
      refuse(
          ctx,
          "WRONG_CHAIN",
          "it is signed for the chain %s, and this one is %s"
              .formatted(file.get().chain().hex(), chain.hex()));
      return;
    }
    submit(ctx, ledger, file.get().signed());
  }

  private void submit(RoutingContext ctx, Ledger ledger, SignedTransaction signed) {
    Digest id = signed.id(ledger.genesis().chain());
    Future<Outcome> outcome = replies.on(ctx, ledger.submit(signed));
    int seconds = Replies.waitSeconds(ctx);
    if (seconds > 0) {
      waiting(ctx, ledger, id, outcome.timeout(seconds, TimeUnit.SECONDS));
      return;
    }
    // What is read behind it tells that the ledger has looked at it: a plain refusal is known then.
    replies.read(
        ctx,
        ledger,
        view -> view.heightOf(id),
        looked -> {
          if (outcome.isComplete()) {
            waiting(ctx, ledger, id, outcome);
          } else {
            outcome.onFailure(late -> {}); // the client was told that nothing is known yet
            pending(ctx, id);
          }
        });
  }

  private void waiting(RoutingContext ctx, Ledger ledger, Digest id, Future<Outcome> outcome) {
    outcome
        .onSuccess(end -> ended(ctx, ledger, id, end))
        .onFailure(why -> {
          if (why instanceof TimeoutException) {
            pending(ctx, id);
          } else {
            replies.failed(ctx, why);
          }
        });
  }

  private void ended(RoutingContext ctx, Ledger ledger, Digest id, Outcome outcome) {
    switch (outcome) {
      case Outcome.Final(long height) -> done(ctx, id, height);
      case Outcome.Expired expired ->
          refuse(ctx, "EXPIRED", "it has waited too long for its place: hand it in again");
      case Outcome.Refused(Refusal why) ->
          replies.read(
              ctx,
              ledger,
              view -> view.heightOf(id),
              height -> refused(ctx, ledger, id, why, height));
    }
  }

  /** Handing in again what is final, or what waits already, is no mistake. */
  private void refused(
      RoutingContext ctx, Ledger ledger, Digest id, Refusal why, OptionalLong height) {
    if (height.isPresent()) {
      done(ctx, id, height.getAsLong());
    } else if (why == Refusal.KNOWN) {
      watch(ctx, ledger, id, 1000L * Replies.waitSeconds(ctx));
    } else if (why == Refusal.POOL_FULL || why == Refusal.ACCOUNT_FULL) {
      String detail = "too many transactions wait: " + why;
      replies.replies.refuse(ctx, Problem.LEDGER_BUSY.because(detail, AGAIN_MILLIS));
    } else {
      refuse(ctx, why.name(), RefusalShown.words(why));
    }
  }

  /** Its end is told to whoever handed it in first; others look for it. */
  private void watch(RoutingContext ctx, Ledger ledger, Digest id, long leftMillis) {
    if (leftMillis <= 0) {
      pending(ctx, id);
      return;
    }
    ctx.vertx()
        .setTimer(
            LOOK_MILLIS,
            timer ->
                replies.read(
                    ctx,
                    ledger,
                    view -> view.heightOf(id),
                    height -> {
                      if (height.isPresent()) {
                        done(ctx, id, height.getAsLong());
                      } else {
                        watch(ctx, ledger, id, leftMillis - LOOK_MILLIS);
                      }
                    }));
  }

  private void refuse(RoutingContext ctx, String reason, String detail) {
    replies.replies.refuse(ctx, Problem.TRANSACTION_REFUSED.because(detail), reason);
  }

  private void pending(RoutingContext ctx, Digest id) {
    ctx.response().putHeader("Location", ROOT + "/" + id.hex());
    replies.show(ctx, 202, status(id, "pending"));
  }

  private void done(RoutingContext ctx, Digest id, long height) {
    Map<String, Object> facts = status(id, "final");
    facts.put("height", height);
    ctx.response().putHeader("Location", ROOT + "/" + id.hex());
    replies.show(ctx, facts);
  }

  private static Map<String, Object> status(Digest id, String status) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", id.hex());
    facts.put("status", status);
    return facts;
  }

  // ---- look up

  private void look(RoutingContext ctx, Ledger ledger) {
    replies
        .replies
        .parsed(ctx, "id", ctx.pathParam("id"), Digest::ofHex)
        .ifPresent(id ->
            replies.find(
                ctx,
                ledger,
                view -> {
                  OptionalLong height = view.heightOf(id);
                  return height.isPresent() ? view.block(height.getAsLong()) : Optional.empty();
                },
                "transaction " + id.hex() + " that is final",
                found -> shown(ctx, ledger, id, found)));
  }

  private void shown(RoutingContext ctx, Ledger ledger, Digest id, BlockDecided found) {
    Digest chain = ledger.genesis().chain();
    List<SignedTransaction> all = found.block().transactions();
    Optional<SignedTransaction> signed =
        all.stream().filter(each -> each.id(chain).equals(id)).findFirst();
    if (signed.isEmpty()) {
      replies.missing(ctx, "transaction " + id.hex());
      return;
    }
    Map<String, Object> facts = status(id, "final");
    facts.put("height", found.height());
    facts.put("time", LedgerShown.time(found.block().header().timeMillis()));
    facts.put("index", all.indexOf(signed.get()));
    facts.put("transaction", OperationShown.facts(signed.get(), chain));
    replies.show(ctx, facts);
  }
}
