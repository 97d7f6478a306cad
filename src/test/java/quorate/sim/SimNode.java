package quorate.sim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import quorate.consensus.Jury;
import quorate.consensus.JuryInput;
import quorate.consensus.JuryOrder;
import quorate.consensus.JuryPolicy;
import quorate.dispatch.Assigner;
import quorate.dispatch.AssignerInput;
import quorate.dispatch.AssignerOrder;
import quorate.dispatch.DispatchPolicy;
import quorate.inference.Salts;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Message;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.Standing;
import quorate.wire.Note;
import quorate.wire.Note.VerdictReached;
import quorate.wire.Voice;

/**
 * One simulated node: the real {@link Assigner} and {@link Jury} on a simulated bus, and an {@link
 * Answerer}. It crashes with all that it knows, and comes back empty.
 */
public final class SimNode {
  private final Alarm juryAlarm = new Alarm();
  private final Alarm assignerAlarm = new Alarm();
  private final Simulation world;
  private final int number;
  private final Adversaries.Making making;
  private final double meanMillis;
  private final SimVoice voice;
  private final Map<TaskId, VerdictReached> undelivered = new LinkedHashMap<>();
  private int life;
  private SimBus bus;
  private Answerer answerer;
  private Assigner assigner;
  private Jury jury;

  SimNode(Simulation world, int number, Adversaries.Making making, double meanMillis) {
    this.world = world;
    this.number = number;
    this.making = making;
    this.meanMillis = meanMillis;
    this.voice = SimVoice.of(number, world.realSignatures());
  }

  public NodeId id() {
    return SimVoice.keys(number).id();
  }

  public String name() {
    return "n" + number;
  }

  /** Changes with every start and every crash. */
  int life() {
    return life;
  }

  public boolean alive() {
    return bus != null;
  }

  public SimBus bus() {
    return bus;
  }

  /** How many tasks it leads, as its jury and its assigner see it. */
  public int leading() {
    return alive() ? Math.max(jury.trials(), assigner.leading()) : 0;
  }

  void start() {
    life++;
    int now = life;
    bus = new SimBus(id(), voice, world.net(), world.time());
    jury = new Jury(JuryPolicy.DEFAULT);
    assigner = new Assigner(Voice.network(SimVoice.NETWORK), DispatchPolicy.DEFAULT);
    Consumer<String> story = line -> world.tell(this, line);
    Chance chance = world.chance().fork(1000L * number + life);
    Salts salts = new Salts(Digest.of(SimVoice.keys(number).secret()).value());
    answerer =
        making.make(
            new Answerer.Body(bus, world.time(), chance, world.net(), world.book(), salts, story),
            meanMillis);
    long startedAt = world.time().nowMillis();
    hearDispatch();
    hearJury();
    answerer.start();
    world.time().after(number * 1000L, () -> announce(now, startedAt));
  }

  void crash() {
    life++;
    bus.close();
    bus = null;
    undelivered.clear();
  }

  private void announce(int inLife, long startedAt) {
    if (life == inLife) {
      ModelOffer offer = new ModelOffer(Simulation.MODEL, "toybox", "1", Kind.DETECTION);
      bus.tell(
          new NodeSeen(
              name(),
              "operator of " + name(),
              Optional.empty(),
              "",
              Standing.READY,
              List.of(offer),
              Answerer.SLOTS,
              answerer.busy(),
              0,
              startedAt));
      deliver();
      world.time().after(1_000_000, () -> announce(inLife, startedAt));
    }
  }

  private void hearDispatch() {
    bus.hear(NodeSeen.class, heard -> dispatch(new AssignerInput.Seen(heard, now())));
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
    bus.heed(
        Note.TaskAssigned.class,
        note ->
            judge(
                new JuryInput.Assigned(
                    note.task(), note.epoch(), note.node(), note.hedgeAtMillis(), now())));
    bus.heed(
        Note.HedgeMoved.class,
        note ->
            judge(
                new JuryInput.HedgeMoved(
                    note.task(), note.epoch(), note.node(), note.hedgeAtMillis(), now())));
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
    bus.heed(VerdictReached.class, this::reached);
  }

  private void dispatch(AssignerInput input) {
    for (AssignerOrder order : assigner.on(input)) {
      switch (order) {
        case AssignerOrder.Say(var to, var message) -> say(to, message);
        case AssignerOrder.Announce(var note) -> {
          world.tell(this, note);
          bus.note(note);
        }
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
        case JuryOrder.Announce(var note) -> {
          world.tell(this, note);
          bus.note(note);
        }
        case JuryOrder.Refuse(var speaker, var why) -> {
          world.tellRefusal(this, speaker, why);
          bus.refuse(why);
        }
        case JuryOrder.WakeMe(long at) ->
            wake(juryAlarm, at, () -> judge(new JuryInput.Tick(now())));
      }
    }
  }

  private void say(NodeId to, Message message) {
    world.tell(this, to, message);
    bus.say(to, message);
  }

  private void wake(Alarm alarm, long atMillis, Runnable what) {
    int inLife = life;
    int set = ++alarm.set;
    world
        .time()
        .atMillis(
            atMillis,
            () -> {
              if (life == inLife && alarm.set == set) {
                what.run();
              }
            });
  }

  private void reached(VerdictReached note) {
    undelivered.put(note.task().id(), note);
    deliver();
  }

  /** As the wiring of a node does: a verdict is offered to the book until the book has it. */
  private void deliver() {
    undelivered.values().removeIf(note -> world.decide(this, note));
  }

  private long now() {
    return world.time().nowMillis();
  }

  /** Setting it again puts off what it was set to. */
  private static final class Alarm {
    int set;
  }
}
