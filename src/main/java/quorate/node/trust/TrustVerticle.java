package quorate.node.trust;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.trust.Trust;
import quorate.trust.TrustInput;
import quorate.trust.TrustInput.Awaited;
import quorate.trust.TrustInput.Told;
import quorate.trust.TrustOrder;
import quorate.wire.Bus;
import quorate.wire.Message;
import quorate.wire.Note;
import quorate.wire.Received.Good;

/** Gives a view of trust ears, a voice, a clock and a place on the disk. */
public final class TrustVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(TrustVerticle.class);
  private static final long TICK_MILLIS = 1_000;
  private static final long SAVE_MILLIS = 60_000;
  private final Bus bus;
  private final TrustKeeper keeper;
  private final TrustFile file;
  private final Clock clock;
  private final Outbox outbox = new Outbox();

  public TrustVerticle(Bus bus, TrustKeeper keeper, TrustFile file, Clock clock) {
    this.bus = bus;
    this.keeper = keeper;
    this.file = file;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    bus.hear(Message.NodeSeen.class, heard -> feed(seen(heard.speaker(), heard.said())));
    bus.heed(Note.NodeGone.class, note -> feed(new TrustInput.Gone(note.node(), now())));
    bus.heed(
        Note.VerdictReached.class,
        note -> feed(new TrustInput.Decided(note.task(), note.verdict(), now())));
    bus.heed(Note.AnswersAwaited.class, n -> feed(new Awaited(n.task(), n.nodes().size(), now())));
    bus.heed(Note.LateAnswer.class, this::late);
    bus.hear(Message.AnswersJudged.class, this::told);
    bus.hear(Message.AuditSeedCommitted.class, heard -> committed(heard.speaker(), heard.said()));
    bus.hear(Message.AuditSeedRevealed.class, heard -> revealed(heard.speaker(), heard.said()));
    vertx.setPeriodic(TICK_MILLIS, timer -> tick());
    vertx.setPeriodic(SAVE_MILLIS, timer -> save());
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return save();
  }

  private TrustInput seen(NodeId node, Message.NodeSeen said) {
    List<ModelId> models = said.models().stream().map(Message.ModelOffer::model).toList();
    return said.standing() == Message.Standing.READY && said.slots() > 0
        ? new TrustInput.Ready(node, said.operator(), models, now())
        : new TrustInput.Gone(node, now());
  }

  private void told(Good<Message.AnswersJudged> heard) {
    heard.said().judged().forEach(each -> feed(new Told(heard.speaker(), each, now())));
  }

  private void committed(NodeId leader, Message.AuditSeedCommitted said) {
    feed(new TrustInput.SeedCommitted(leader, said.epoch(), said.commitment(), now()));
  }

  private void revealed(NodeId leader, Message.AuditSeedRevealed said) {
    feed(new TrustInput.SeedRevealed(leader, said.epoch(), said.seed(), now()));
  }

  private void late(Note.LateAnswer note) {
    if (note.lateness() != Note.Lateness.NONE) {
      boolean agrees = note.lateness() == Note.Lateness.AGREES;
      feed(new TrustInput.AnsweredLate(note.task(), note.node(), agrees, now()));
    }
  }

  private void tick() {
    feed(new TrustInput.Tick(now()));
    outbox.take().forEach(bus::tell);
  }

  private Future<?> save() {
    return vertx
        .executeBlocking(() -> file.save(keeper.read(Trust::remembered)))
        .onFailure(e -> LOG.warn("trust cannot be kept: {}", e.toString()))
        .otherwiseEmpty();
  }

  private void feed(TrustInput input) {
    keeper.feed(input).forEach(this::carryOut);
  }

  private void carryOut(TrustOrder order) {
    switch (order) {
      case TrustOrder.Tell(var judged) -> outbox.add(judged);
      case TrustOrder.Commit(long epoch, var bound) ->
          bus.tell(new Message.AuditSeedCommitted(epoch, bound));
      case TrustOrder.Reveal(long epoch, var seed) ->
          bus.tell(new Message.AuditSeedRevealed(epoch, seed));
      case TrustOrder.Fell(var who) -> LOG.info("trust node={} no longer trusted", who.node());
      case TrustOrder.Banned(var who) -> LOG.warn("trust node={} banned", who.node());
      case TrustOrder.Alarmed(boolean rung) -> LOG.warn("trust all answers audited={}", rung);
      case TrustOrder.Reckoned(var reckoning) -> Reckoned.tell(reckoning);
    }
  }

  private long now() {
    return clock.millis();
  }
}
