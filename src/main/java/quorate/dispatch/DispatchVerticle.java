package quorate.dispatch;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.dispatch.AssignerInput.AnsweredLate;
import quorate.dispatch.AssignerInput.Committed;
import quorate.dispatch.AssignerInput.Decided;
import quorate.dispatch.AssignerInput.Declined;
import quorate.dispatch.AssignerInput.Gone;
import quorate.dispatch.AssignerInput.Led;
import quorate.dispatch.AssignerInput.Left;
import quorate.dispatch.AssignerInput.Revealed;
import quorate.dispatch.AssignerInput.Seen;
import quorate.dispatch.AssignerInput.Tick;
import quorate.dispatch.AssignerInput.Wanted;
import quorate.dispatch.AssignerOrder.Announce;
import quorate.dispatch.AssignerOrder.Refuse;
import quorate.dispatch.AssignerOrder.Say;
import quorate.dispatch.AssignerOrder.WakeMe;
import quorate.task.Reason;
import quorate.wire.Bus;
import quorate.wire.Message;
import quorate.wire.Note;
import quorate.wire.Note.NodesExhausted;
import quorate.wire.Note.TaskAssigned;

/** Gives an {@link Assigner} ears, a voice and a clock. */
public final class DispatchVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(DispatchVerticle.class);

  private final Bus bus;
  private final Assigner assigner;
  private final Clock clock;
  private final Consumer<Reason> refused;
  private long alarm = -1; // of Vert.x: at most one is set

  /**
   * A verticle for one node.
   *
   * @param refused counts what did not fit
   */
  public DispatchVerticle(Bus bus, Assigner assigner, Clock clock, Consumer<Reason> refused) {
    this.bus = bus;
    this.assigner = assigner;
    this.clock = clock;
    this.refused = refused;
  }

  @Override
  public Future<?> start() {
    bus.hear(Message.NodeSeen.class, heard -> feed(new Seen(heard, now())));
    bus.heed(Note.NodeGone.class, note -> feed(new Gone(note.node(), now())));
    bus.heed(Note.LeadTask.class, note -> feed(new Led(note.task(), note.epoch(), now())));
    bus.heed(Note.TaskLeft.class, note -> feed(new Left(note.task(), now())));
    bus.heed(Note.AnswerWanted.class, note -> feed(new Wanted(note.task(), note.epoch(), now())));
    bus.heed(Note.VerdictReached.class, note -> feed(new Decided(note.verdict(), now())));
    bus.heed(Note.LateAnswer.class, this::late);
    bus.hear(Message.AnswerCommitted.class, heard -> feed(new Committed(heard, now())));
    bus.hear(Message.AnswerRevealed.class, heard -> feed(new Revealed(heard, now())));
    bus.hear(Message.TaskDeclined.class, heard -> feed(new Declined(heard, now())));
    return Future.succeededFuture();
  }

  private void late(Note.LateAnswer note) {
    if (note.lateness() != Note.Lateness.NONE) {
      boolean agrees = note.lateness() == Note.Lateness.AGREES;
      feed(new AnsweredLate(note.node(), agrees, now()));
    }
  }

  private void feed(AssignerInput input) {
    assigner.on(input).forEach(this::carryOut);
  }

  private void carryOut(AssignerOrder order) {
    switch (order) {
      case Say(var to, var message) -> bus.say(to, message);
      case Announce(var note) -> {
        tellStory(note);
        bus.note(note);
      }
      case Refuse(var why) -> {
        LOG.debug("dispatch refused={}", why);
        refused.accept(why);
      }
      case WakeMe(long atMillis) -> {
        vertx.cancelTimer(alarm);
        alarm = vertx.setTimer(Math.max(1, atMillis - now()), timer -> feed(new Tick(now())));
      }
    }
  }

  private static void tellStory(Note note) {
    if (note instanceof TaskAssigned assigned) {
      LOG.info(
          "dispatch task={} epoch={} asks={}", assigned.task(), assigned.epoch(), assigned.node());
    } else if (note instanceof NodesExhausted exhausted) {
      LOG.info("dispatch task={} has no more nodes to ask", exhausted.task());
    }
  }

  private long now() {
    return clock.millis();
  }
}
