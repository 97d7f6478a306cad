package quorate.sim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.cli.demo.Words;
import quorate.consensus.Jury;
import quorate.consensus.JuryPolicy;
import quorate.dispatch.Assigner;
import quorate.dispatch.DispatchPolicy;
import quorate.inference.Salts;
import quorate.simulation.Adversary;
import quorate.simulation.Answerer;
import quorate.simulation.Chance;
import quorate.simulation.Leader;
import quorate.simulation.SimBus;
import quorate.simulation.SimVoice;
import quorate.task.Answer;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.wire.Keys;
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
  private final Simulation world;
  private final int number;
  private final Adversary.Making making;
  private final double meanMillis;
  private final Keys keys;
  private final SimVoice voice;
  private final Map<TaskId, VerdictReached> undelivered = new LinkedHashMap<>();
  private int life;
  private SimBus bus;
  private Answerer answerer;
  private Leader leader;

  SimNode(Simulation world, int number, Adversary.Making making, double meanMillis) {
    this.world = world;
    this.number = number;
    this.making = making;
    this.meanMillis = meanMillis;
    this.keys = SimVoice.keys(number);
    this.voice = world.realSignatures() ? SimVoice.real(keys) : SimVoice.quick(keys.id());
  }

  public NodeId id() {
    return keys.id();
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
    return alive() ? leader.leading() : 0;
  }

  void start() {
    life++;
    int now = life;
    bus = new SimBus(id(), voice, world.net(), world.time());
    Jury jury = new Jury(JuryPolicy.DEFAULT);
    Assigner assigner = new Assigner(Voice.network(SimVoice.NETWORK), DispatchPolicy.DEFAULT);
    Chance chance = world.chance().fork(1000L * number + life);
    Salts salts = new Salts(Digest.of(keys.secret()).value());
    answerer =
        making.make(
            new Answerer.Body(
                bus,
                world.time(),
                chance,
                world.net(),
                world.book(),
                salts,
                world.ring(),
                new Told()),
            meanMillis);
    long startedAt = world.time().nowMillis();
    leader = new Leader(bus, voice, world.time(), assigner, jury, node -> true, new Leads());
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
              "http://" + name(),
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

  private void reached(VerdictReached note) {
    undelivered.put(note.task().id(), note);
    deliver();
  }

  /** As the wiring of a node does: a verdict is offered to the book until the book has it. */
  private void deliver() {
    undelivered.values().removeIf(note -> world.decide(this, note));
  }

  /** What it says as a leader goes into the story. */
  private final class Leads implements Leader.Listener {
    @Override
    public void announced(Note note) {
      world.tell(SimNode.this, note);
    }

    @Override
    public void said(NodeId to, Message message) {
      world.tell(SimNode.this, to, message);
    }

    @Override
    public void refused(NodeId speaker, Reason why) {
      world.tellRefusal(SimNode.this, speaker, why);
    }

    @Override
    public void reached(VerdictReached note) {
      SimNode.this.reached(note);
    }
  }

  /** What it does as one who answers goes into the story. */
  private final class Told implements Answerer.Listener {
    @Override
    public void committed(TaskId task) {
      tell(task, "committed");
    }

    @Override
    public void shown(TaskId task, Answer answer) {
      tell(task, "shows " + Words.of(answer));
    }

    @Override
    public void declined(TaskId task, Reason reason) {
      tell(task, "declined: " + reason);
    }

    private void tell(TaskId task, String what) {
      world.tell(SimNode.this, "inference  " + Story.task(task) + " " + what);
    }
  }
}
