package quorate.ledger.settle;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.ledger.chain.ReplicaOrder.Outcome;
import quorate.ledger.live.LedgerView;
import quorate.ledger.settle.SettlerInput.Looked;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Batch;
import quorate.ledger.state.EscrowId;
import quorate.ledger.state.SignatureCheck;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.State;
import quorate.ledger.state.StateKey;
import quorate.ledger.state.Transaction;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Codec;
import quorate.wire.Message.AttestBatch;

/** Carries out what a {@link Settler} orders; on one context. */
final class SettlerDuties {
  private static final Logger LOG = LoggerFactory.getLogger(SettleVerticle.class);

  private final Context context;
  private final SettleParts parts;
  private final SettleCounts counts;
  private final Claims claims;
  private final Digest chain;
  private final Settler settler;

  SettlerDuties(Context context, SettleParts parts, SettleCounts counts, Claims claims) {
    this.context = context;
    this.parts = parts;
    this.counts = counts;
    this.claims = claims;
    this.chain = parts.ledger().genesis().chain();
    this.settler =
        new Settler(
            chain,
            parts.keys().id(),
            parts.ledger().genesis().policy().fees(),
            SignatureCheck.ED25519,
            SettlerPolicy.DEFAULT);
  }

  void feed(SettlerInput input) {
    settler.on(input).forEach(this::carryOut);
  }

  private void carryOut(SettlerOrder order) {
    switch (order) {
      case SettlerOrder.Look(EscrowId escrow, List<TaskId> tasks) ->
          here(parts.ledger().read(view -> looked(view, escrow, tasks))).onSuccess(this::feed);
      case SettlerOrder.Ask(NodeId who, Batch batch) ->
          parts.bus().say(who, new AttestBatch(Codec.encode(Batch.class, batch)));
      case SettlerOrder.Submit(Transaction transaction) -> submit(transaction);
      case SettlerOrder.Settled(EscrowId escrow, List<TaskId> tasks, long height) -> {
        counts.settled.addAndGet(tasks.size());
        parts.paid().at(escrow, tasks, height);
        LOG.info("settle escrow={} paid tasks={} height={}", escrow, tasks.size(), height);
      }
      case SettlerOrder.SetAside(EscrowId escrow, List<TaskId> tasks) -> {
        LOG.info(
            "settle escrow={} set aside tasks={}: settlers find no proof", escrow, tasks.size());
        readAnew(tasks);
      }
      case SettlerOrder.GivenUp(EscrowId escrow, List<TaskId> tasks, var why) -> {
        counts.givenUp.addAndGet(tasks.size());
        LOG.warn("settle escrow={} not paid tasks={} because={}", escrow, tasks, why);
      }
      case SettlerOrder.Lied(NodeId who) -> {
        counts.lied.incrementAndGet();
        LOG.debug("settle settler={} vouched with a signature that does not hold", who);
      }
    }
  }

  /** One after another, for they may be many. What waits stays as it is when that fails. */
  private void readAnew(List<TaskId> tasks) {
    Future<Optional<Claim>> last = Future.succeededFuture(Optional.empty());
    for (TaskId task : tasks) {
      last =
          last.compose(before -> claims.anew(task))
              .onSuccess(found -> found.ifPresent(claim -> feed(new SettlerInput.ReadAnew(claim))))
              .onFailure(e -> LOG.debug("settle task={} unread because={}", task, e.toString()))
              .otherwise(Optional.empty());
    }
  }

  private Looked looked(LedgerView view, EscrowId escrow, List<TaskId> tasks) {
    State state = view.state();
    return new Looked(
        escrow,
        state.find(StateKey.escrow(escrow)),
        state.tip().height(),
        state.account(AccountId.of(parts.keys().id())).nonce(),
        tasks.stream()
            .filter(task -> state.find(StateKey.payment(escrow.owner(), task)).isPresent())
            .collect(Collectors.toSet()));
  }

  private void submit(Transaction transaction) {
    Digest id = transaction.id(chain);
    here(parts.ledger().submit(SignedTransaction.of(transaction, chain, parts.keys())))
        .map(outcome -> ended(id, outcome))
        .otherwise(failed -> new SettlerInput.Lost(id))
        .onSuccess(this::feed);
  }

  private static SettlerInput ended(Digest id, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Final(long height) -> new SettlerInput.Paid(id, height);
      case Outcome.Refused(var why) -> new SettlerInput.Refused(id, why);
      case Outcome.Expired expired -> new SettlerInput.Lost(id);
    };
  }

  private <T> Future<T> here(CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage, context);
  }
}
