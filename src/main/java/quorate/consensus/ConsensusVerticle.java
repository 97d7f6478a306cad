package quorate.consensus;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.consensus.JuryInput.Assigned;
import quorate.consensus.JuryInput.Cancelled;
import quorate.consensus.JuryInput.Committed;
import quorate.consensus.JuryInput.Declined;
import quorate.consensus.JuryInput.Exhausted;
import quorate.consensus.JuryInput.GivenUp;
import quorate.consensus.JuryInput.Gone;
import quorate.consensus.JuryInput.HedgeMoved;
import quorate.consensus.JuryInput.Led;
import quorate.consensus.JuryInput.Left;
import quorate.consensus.JuryInput.Revealed;
import quorate.consensus.JuryInput.Tick;
import quorate.consensus.JuryOrder.Announce;
import quorate.consensus.JuryOrder.Refuse;
import quorate.consensus.JuryOrder.Say;
import quorate.consensus.JuryOrder.WakeMe;
import quorate.task.Reason;
import quorate.wire.Bus;
import quorate.wire.Message;
import quorate.wire.Note;
import quorate.wire.Note.VerdictReached;
import quorate.wire.Proof;

/** Gives a {@link Jury} ears, a voice and a clock. */
public final class ConsensusVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ConsensusVerticle.class);

  private final Bus bus;
  private final Jury jury;
  private final Clock clock;
  private final UnaryOperator<Proof> seal;
  private final Consumer<Reason> refused;
  private long alarm = -1; // of Vert.x: at most one is set

  /**
   * A verticle for one node.
   *
   * @param seal puts this node's seal under a proof
   * @param refused counts what does not count
   */
  public ConsensusVerticle(
      Bus bus, Jury jury, Clock clock, UnaryOperator<Proof> seal, Consumer<Reason> refused) {
    this.bus = bus;
    this.jury = jury;
    this.clock = clock;
    this.seal = seal;
    this.refused = refused;
  }

  @Override
  public Future<?> start() {
    bus.heed(Note.LeadTask.class, note -> feed(new Led(note.task(), note.epoch(), now())));
    bus.heed(Note.TaskLeft.class, note -> feed(new Left(note.task(), now())));
    bus.heed(Note.CancelTask.class, note -> feed(new Cancelled(note.task(), now())));
    bus.heed(Note.TaskAssigned.class, this::assigned);
    bus.heed(Note.HedgeMoved.class, this::hedgeMoved);
    bus.heed(
        Note.NodesExhausted.class, note -> feed(new Exhausted(note.task(), note.epoch(), now())));
    bus.heed(
        Note.NodeGivenUp.class,
        note -> feed(new GivenUp(note.task(), note.epoch(), note.node(), now())));
    bus.heed(Note.NodeGone.class, note -> feed(new Gone(note.node(), now())));
    bus.hear(Message.AnswerCommitted.class, heard -> feed(new Committed(heard, now())));
    bus.hear(Message.AnswerRevealed.class, heard -> feed(new Revealed(heard, now())));
    bus.hear(Message.TaskDeclined.class, heard -> feed(new Declined(heard, now())));
    return Future.succeededFuture();
  }

  private void assigned(Note.TaskAssigned note) {
    feed(new Assigned(note.task(), note.epoch(), note.node(), note.hedgeAtMillis(), now()));
  }

  private void hedgeMoved(Note.HedgeMoved note) {
    feed(new HedgeMoved(note.task(), note.epoch(), note.node(), note.hedgeAtMillis(), now()));
  }

  private void feed(JuryInput input) {
    jury.on(input).forEach(this::carryOut);
  }

  private void carryOut(JuryOrder order) {
    switch (order) {
      case Say(var to, var message) -> bus.say(to, message);
      case Announce(VerdictReached(var task, var verdict, var proof)) -> {
        LOG.info("consensus task={} {}", task.id(), Judgement.told(verdict));
        bus.note(new VerdictReached(task, verdict, seal.apply(proof)));
      }
      case Announce(Note.LateAnswer late) -> {
        LOG.info("consensus task={} late node={} {}", late.task(), late.node(), late.lateness());
        bus.note(late);
      }
      case Announce(var note) -> bus.note(note);
      case Refuse(var speaker, var why) -> {
        LOG.debug("consensus refused={} speaker={}", why, speaker);
        refused.accept(why);
      }
      case WakeMe(long atMillis) -> {
        vertx.cancelTimer(alarm);
        alarm = vertx.setTimer(Math.max(1, atMillis - now()), timer -> feed(new Tick(now())));
      }
    }
  }

  private long now() {
    return clock.millis();
  }
}
