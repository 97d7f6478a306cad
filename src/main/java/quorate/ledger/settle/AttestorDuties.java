package quorate.ledger.settle;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.ledger.settle.AttestorInput.Examined;
import quorate.ledger.settle.SettlerInput.Due;
import quorate.ledger.state.Batch;
import quorate.ledger.state.StateKey;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Message.BatchAttested;
import quorate.wire.Message.BatchDeclined;

/** Carries out what an {@link Attestor} orders; on one context. */
final class AttestorDuties {
  private static final Logger LOG = LoggerFactory.getLogger(SettleVerticle.class);

  /** How long one who vouched leaves it to the one who asked to hand in. */
  private static final long WATCH_MILLIS = 30_000;

  private final Context context;
  private final SettleParts parts;
  private final SettleCounts counts;
  private final Claims claims;
  private final SettlerDuties settler;
  private final Digest chain;
  private final Attestor attestor;

  AttestorDuties(
      Context context,
      SettleParts parts,
      SettleCounts counts,
      Claims claims,
      SettlerDuties settler) {
    this.context = context;
    this.parts = parts;
    this.counts = counts;
    this.claims = claims;
    this.settler = settler;
    this.chain = parts.ledger().genesis().chain();
    this.attestor = new Attestor(chain, parts.keys().id());
  }

  void feed(AttestorInput input) {
    attestor.on(input).forEach(this::carryOut);
  }

  private void carryOut(AttestorOrder order) {
    switch (order) {
      case AttestorOrder.Examine(Digest key, Batch batch) -> examine(key, batch);
      case AttestorOrder.Vouch(NodeId asker, Batch batch) -> {
        counts.vouched.incrementAndGet();
        Bytes signed = batch.signedBytes(chain);
        Bytes word = parts.keys().sign(signed);
        parts.bus().say(asker, new BatchAttested(new Digest(signed), word));
      }
      case AttestorOrder.Doubt(NodeId asker, Digest batch, List<TaskId> tasks) ->
          parts.bus().say(asker, new BatchDeclined(batch, tasks));
      case AttestorOrder.Watch(Claim claim) ->
          settler.feed(new Due(claim, parts.millis().getAsLong() + WATCH_MILLIS));
      case AttestorOrder.Declined(NodeId asker, var why) -> {
        counts.declined.incrementAndGet();
        LOG.debug("settle asker={} declined because={}", asker, why);
      }
    }
  }

  private void examine(Digest key, Batch batch) {
    Future.fromCompletionStage(
            parts.ledger().read(view -> view.state().find(StateKey.escrow(batch.escrow()))),
            context)
        .compose(escrow ->
            attestor.concerns(escrow)
                ? claims
                    .of(batch)
                    .compose(all -> claims.checked(batch, all))
                    .map(all -> new Examined(key, escrow, all))
                : Future.succeededFuture(new Examined(key, escrow, List.of())))
        .onSuccess(this::feed)
        .onFailure(failed -> {
          LOG.debug("settle batch={} unread because={}", key, failed.toString());
          feed(new AttestorInput.Unread(key));
        });
  }
}
