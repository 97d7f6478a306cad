package quorate.ledger.settle;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.ledger.settle.AttestorInput.Asked;
import quorate.ledger.settle.SettlerInput.Attested;
import quorate.ledger.settle.SettlerInput.Declined;
import quorate.ledger.settle.SettlerInput.Due;
import quorate.ledger.settle.SettlerInput.Reached;
import quorate.ledger.settle.SettlerInput.Tick;
import quorate.task.TaskId;
import quorate.wire.Bus;
import quorate.wire.Message.AttestBatch;
import quorate.wire.Message.BatchAttested;
import quorate.wire.Message.BatchDeclined;
import quorate.wire.Note;

/** Gives a {@link Settler} and an {@link Attestor} ears and a clock. */
public final class SettleVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(SettleVerticle.class);
  private static final long TICK_MILLIS = 50;
  private static final long AGAIN_MILLIS = 250;
  private static final long AGAIN_MILLIS_MAX = 64_000; // in all two minutes, as settlers have

  private final SettleParts parts;
  private final SettleCounts counts;

  public SettleVerticle(SettleParts parts, SettleCounts counts) {
    this.parts = parts;
    this.counts = counts;
  }

  @Override
  public Future<?> start() {
    Claims claims = new Claims(vertx, parts);
    SettlerDuties settler = new SettlerDuties(context, parts, counts, claims);
    AttestorDuties attestor = new AttestorDuties(context, parts, counts, claims, settler);
    Bus bus = parts.bus();
    bus.heed(Note.PaymentDue.class, note -> due(note.task(), claims, settler, AGAIN_MILLIS));
    bus.hear(
        AttestBatch.class, good -> attestor.feed(new Asked(good.speaker(), good.said().batch())));
    bus.hear(
        BatchAttested.class,
        good ->
            settler.feed(
                new Attested(good.speaker(), good.said().batch(), good.said().signature())));
    bus.hear(
        BatchDeclined.class,
        good ->
            settler.feed(new Declined(good.speaker(), good.said().batch(), good.said().tasks())));
    parts
        .ledger()
        .heed(block -> context.runOnContext(v -> settler.feed(new Reached(block.height()))));
    tick(settler, attestor);
    vertx.setPeriodic(TICK_MILLIS, timer -> tick(settler, attestor));
    return Future.succeededFuture();
  }

  private void tick(SettlerDuties settler, AttestorDuties attestor) {
    long now = parts.millis().getAsLong();
    settler.feed(new Tick(now));
    attestor.feed(new AttestorInput.Tick(now));
  }

  /** A proof that cannot be read now can be when the cluster is whole again. */
  private void due(TaskId task, Claims claims, SettlerDuties settler, long againMillis) {
    claims
        .of(task)
        .onSuccess(found -> found.ifPresent(claim -> settler.feed(new Due(claim, 0))))
        .onFailure(e -> {
          if (againMillis <= AGAIN_MILLIS_MAX) {
            vertx.setTimer(againMillis, timer -> due(task, claims, settler, 2 * againMillis));
          } else {
            LOG.warn("settle task={} proof unread because={}", task, e.toString());
          }
        });
  }
}
