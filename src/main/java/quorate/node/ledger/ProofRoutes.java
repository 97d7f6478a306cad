package quorate.node.ledger;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Function;
import quorate.ledger.audit.LedgerProof;
import quorate.ledger.audit.Prover;
import quorate.ledger.live.Ledger;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.StateKey;
import quorate.task.Digest;

/** Proofs by REST, in the form of docs/proof.md: whoever checks one need not believe this node. */
final class ProofRoutes {
  private static final String ROOT = "/v1/ledger";

  private final LedgerReplies replies;

  ProofRoutes(LedgerReplies replies) {
    this.replies = replies;
  }

  void mount(Router router) {
    router.get(ROOT + "/accounts/:address/proof").handler(replies.guarded(this::account));
    router.get(ROOT + "/escrows/:address/:number/proof").handler(replies.guarded(this::escrow));
    router.get(ROOT + "/tasks/:address/:task/proof").handler(replies.guarded(this::payment));
    router.get(ROOT + "/transactions/:id/proof").handler(replies.guarded(this::transaction));
  }

  private void account(RoutingContext ctx, Ledger ledger) {
    replies.account(ctx).ifPresent(account -> entry(ctx, ledger, StateKey.account(account)));
  }

  private void escrow(RoutingContext ctx, Ledger ledger) {
    replies.escrow(ctx).ifPresent(escrow -> entry(ctx, ledger, StateKey.escrow(escrow)));
  }

  private void payment(RoutingContext ctx, Ledger ledger) {
    Optional<AccountId> owner = replies.account(ctx);
    owner
        .flatMap(any -> replies.task(ctx))
        .ifPresent(task -> entry(ctx, ledger, StateKey.payment(owner.orElseThrow(), task)));
  }

  private void transaction(RoutingContext ctx, Ledger ledger) {
    replies
        .replies
        .parsed(ctx, "id", ctx.pathParam("id"), Digest::ofHex)
        .ifPresent(id ->
            prove(
                ctx,
                ledger,
                prover -> prover.transaction(id),
                "transaction " + id.hex() + " in a block that is still here"));
  }

  private void entry(RoutingContext ctx, Ledger ledger, StateKey<?> key) {
    prove(ctx, ledger, prover -> prover.entry(key.bytes()), "block that was agreed on yet");
  }

  private void prove(
      RoutingContext ctx,
      Ledger ledger,
      Function<Prover, Optional<LedgerProof>> proving,
      String what) {
    replies.find(
        ctx,
        ledger,
        view -> proving.apply(new Prover(ledger.genesis(), view)),
        what,
        proof -> replies.replies.json(ctx, 200, Buffer.buffer(ProofFile.text(proof))));
  }
}
