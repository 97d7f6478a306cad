package quorate.simulation;

import java.util.function.Predicate;
import quorate.consensus.Jury;
import quorate.consensus.JuryInput;
import quorate.consensus.JuryOrder;
import quorate.dispatch.Assigner;
import quorate.dispatch.AssignerInput;
import quorate.dispatch.AssignerOrder;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.wire.Message;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Note;
import quorate.wire.Note.VerdictReached;

/**
 * A node that leads tasks: the {@link Assigner} and the {@link Jury} of production on a simulated
 * bus, wired as a node wires them.
 */
public final class Leader {
  private final SimBus bus;
  private final SimVoice voice;
  private final SimTime time;
  private final Assigner assigner;
  private final Jury jury;
  private final Listener listener;
  private final Predicate<NodeId> seen;
  private final Alarm juryAlarm = new Alarm();
  private final Alarm assignerAlarm = new Alarm();

  /** Who is told what a leader does. */
  public interface Listener {
    default void announced(Note note) {}

    default void said(NodeId to, Message message) {}

    default void refused(NodeId speaker, Reason why) {}

    /** A task is decided, and the leader's seal is under the proof. */
    void reached(VerdictReached note);
  }

  /**
   * A leader that begins to listen at once.
   *
   * @param seen which nodes it wants to know of: all, if it is honest
   */
  public Leader(
      SimBus bus,
      SimVoice voice,
      SimTime time,
      Assigner assigner,
      Jury jury,
      Predicate<NodeId> seen,
      Listener listener) {
    this.bus = bus;
    this.voice = voice;
    this.time = time;
    this.assigner = assigner;
    this.jury = jury;
    this.seen = seen;
    this.listener = listener;
    hearDispatch();
    hearJury();
  }

  /** How many tasks it leads, as its jury and its assigner see it. */
  public int leading() {
    return Math.max(jury.trials(), assigner.leading());
  }

  private void hearDispatch() {
    bus.hear(
        NodeSeen.class,
        heard -> {
          if (seen.test(heard.speaker())) {
            dispatch(new AssignerInput.Seen(heard, now()));
          }
        });
    bus.heed(Note.NodeGone.class, note -> dispatch(new AssignerInput.Gone(note.node(), now())));
    bus.heed(
        Note.LeadTask.class,
        note -> dispatch(new AssignerInput.Led(note.task(), note.epoch(), now())));
    bus.heed(Note.TaskLeft.class, note -> dispatch(new AssignerInput.Left(note.task(), now())));
    bus.heed(
        Note.AnswerWanted.class,
        note -> dispatch(new AssignerInput.Wanted(note.task(), note.epoch(), now())));
    bus.heed(
        VerdictReached.class, note -> dispatch(new AssignerInput.Decided(note.verdict(), now())));
    bus.heed(Note.LateAnswer.class, this::late);
    bus.hear(
        Message.AnswerCommitted.class,
        heard -> dispatch(new AssignerInput.Committed(heard, now())));
    bus.hear(
        Message.AnswerRevealed.class, heard -> dispatch(new AssignerInput.Revealed(heard, now())));
    bus.hear(
        Message.TaskDeclined.class, heard -> dispatch(new AssignerInput.Declined(heard, now())));
  }

  private void late(Note.LateAnswer note) {
    if (note.lateness() != Note.Lateness.NONE) {
      boolean agrees = note.lateness() == Note.Lateness.AGREES;
      dispatch(new AssignerInput.AnsweredLate(note.node(), agrees, now()));
    }
  }

  private void hearJury() {
    bus.heed(
        Note.LeadTask.class, note -> judge(new JuryInput.Led(note.task(), note.epoch(), now())));
    bus.heed(Note.TaskLeft.class, note -> judge(new JuryInput.Left(note.task(), now())));
    bus.heed(Note.CancelTask.class, note -> judge(new JuryInput.Cancelled(note.task(), now())));
    bus.heed(Note.TaskAssigned.class, this::assigned);
    bus.heed(Note.HedgeMoved.class, this::hedgeMoved);
    bus.heed(
        Note.NodesExhausted.class,
        note -> judge(new JuryInput.Exhausted(note.task(), note.epoch(), now())));
    bus.heed(
        Note.NodeGivenUp.class,
        note -> judge(new JuryInput.GivenUp(note.task(), note.epoch(), note.node(), now())));
    bus.heed(Note.NodeGone.class, note -> judge(new JuryInput.Gone(note.node(), now())));
    bus.hear(Message.AnswerCommitted.class, heard -> judge(new JuryInput.Committed(heard, now())));
    bus.hear(Message.AnswerRevealed.class, heard -> judge(new JuryInput.Revealed(heard, now())));
    bus.hear(Message.TaskDeclined.class, heard -> judge(new JuryInput.Declined(heard, now())));
    bus.heed(VerdictReached.class, listener::reached);
  }

  private void assigned(Note.TaskAssigned note) {
    long until = note.hedgeAtMillis();
    judge(new JuryInput.Assigned(note.task(), note.epoch(), note.node(), until, now()));
  }

  private void hedgeMoved(Note.HedgeMoved note) {
    long until = note.hedgeAtMillis();
    judge(new JuryInput.HedgeMoved(note.task(), note.epoch(), note.node(), until, now()));
  }

  private void dispatch(AssignerInput input) {
    for (AssignerOrder order : assigner.on(input)) {
      switch (order) {
        case AssignerOrder.Say(var to, var message) -> say(to, message);
        case AssignerOrder.Announce(var note) -> announce(note);
        case AssignerOrder.Refuse(var why) -> bus.refuse(why);
        case AssignerOrder.WakeMe(long at) ->
            wake(assignerAlarm, at, () -> dispatch(new AssignerInput.Tick(now())));
      }
    }
  }

  private void judge(JuryInput input) {
    for (JuryOrder order : jury.on(input)) {
      switch (order) {
        case JuryOrder.Say(var to, var message) -> say(to, message);
        case JuryOrder.Announce(VerdictReached(var task, var verdict, var proof)) ->
            bus.note(new VerdictReached(task, verdict, voice.seal(proof)));
        case JuryOrder.Announce(var note) -> announce(note);
        case JuryOrder.Refuse(var speaker, var why) -> {
          listener.refused(speaker, why);
          bus.refuse(why);
        }
        case JuryOrder.WakeMe(long at) ->
            wake(juryAlarm, at, () -> judge(new JuryInput.Tick(now())));
      }
    }
  }

  private void say(NodeId to, Message message) {
    listener.said(to, message);
    bus.say(to, message);
  }

  private void announce(Note note) {
    listener.announced(note);
    bus.note(note);
  }

  private void wake(Alarm alarm, long atMillis, Runnable what) {
    int set = ++alarm.set;
    time.atMillis(
        atMillis,
        () -> {
          if (bus.open() && alarm.set == set) {
            what.run();
          }
        });
  }

  private long now() {
    return time.nowMillis();
  }

  /** Setting it again puts off what it was set to. */
  private static final class Alarm {
    private int set;
  }
}
