package quorate.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import quorate.consensus.Finding;
import quorate.consensus.ProofCheck;
import quorate.simulation.Adversary;
import quorate.simulation.Answerer;
import quorate.simulation.Chance;
import quorate.simulation.Ring;
import quorate.simulation.SimNet;
import quorate.simulation.SimTime;
import quorate.simulation.SimVoice;
import quorate.simulation.Truth;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Picture;
import quorate.task.Reason;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.task.Verdict;
import quorate.task.Verdict.Outcome;
import quorate.wire.Message;
import quorate.wire.Note;
import quorate.wire.Note.LeadTask;
import quorate.wire.Note.TaskLeft;
import quorate.wire.Note.VerdictReached;
import quorate.wire.Voice;

/**
 * A whole network in one thread, in virtual time: the same seed gives the same story, to the last
 * message. Whatever goes wrong is thrown as soon as it is seen, with the seed that repeats it.
 */
public final class Simulation {
  public static final ModelId MODEL = new ModelId(Digest.of(new byte[] {1, 2, 3}));
  private static final long WATCH_MICROS = 500_000;

  private final long seed;
  private final boolean realSignatures;
  private final Chance chance;
  private final SimTime time = new SimTime();
  private final SimNet net;
  private final SimBook book = new SimBook();
  private final Ring ring = new Ring(node -> true);
  private final List<SimNode> nodes = new ArrayList<>();
  private final Map<NodeId, SimNode> byId = new LinkedHashMap<>();
  private final Tally tally = new Tally();
  private Consumer<String> story = line -> {};
  private boolean storyWanted;
  private int tasks;

  public Simulation(long seed, boolean realSignatures, SimNet.Weather weather) {
    this.seed = seed;
    this.realSignatures = realSignatures;
    this.chance = new Chance(seed);
    this.net = new SimNet(time, chance.fork(1), weather);
    time.after(WATCH_MICROS, this::watch);
  }

  /** One more node; the first is n0. */
  public Simulation node(Adversary.Making making, double meanMillis) {
    SimNode node = new SimNode(this, nodes.size(), making, meanMillis);
    nodes.add(node);
    byId.put(node.id(), node);
    node.start();
    return this;
  }

  public Simulation nodes(int count) {
    for (int i = 0; i < count; i++) {
      node(Answerer::new, 20);
    }
    return this;
  }

  /** Every line of what happens, from now on. */
  public Simulation tellTo(Consumer<String> listener) {
    story = listener;
    storyWanted = true;
    return this;
  }

  public SimNode node(int number) {
    return nodes.get(number);
  }

  public List<SimNode> nodes() {
    return nodes;
  }

  public SimTime time() {
    return time;
  }

  public SimNet net() {
    return net;
  }

  public SimBook book() {
    return book;
  }

  public Tally tally() {
    return tally;
  }

  Ring ring() {
    return ring;
  }

  Chance chance() {
    return chance;
  }

  boolean realSignatures() {
    return realSignatures;
  }

  /** A client submits a task at a gateway; false when the gateway cannot accept it. */
  public boolean submit(int gateway, Terms terms) {
    SimNode node = nodes.get(gateway);
    if (!node.alive() || net.cutOff(node.id())) {
      return false;
    }
    tasks++;
    TaskId id = new TaskId(seed, tasks);
    Picture picture = new Picture(Digest.of(new byte[] {7}), 1000, Picture.Format.PNG, 640, 480);
    SessionId session = new SessionId(seed, 0);
    Task task =
        new Task(id, session, node.id(), MODEL, Kind.DETECTION, picture, terms, time.nowMillis());
    book.accept(task, node.life());
    tell(node, "gateway    " + Story.task(id) + " accepted");
    node.bus().note(new LeadTask(task, 1, 1));
    return true;
  }

  /** The client calls off the task with this number: the book ends it and tells its leader. */
  public void cancel(int number) {
    TaskId id = new TaskId(seed, number);
    SimBook.Entry entry = book.entry(id).orElseThrow();
    if (book.decide(
        Verdict.without(id, entry.epoch(), Outcome.CANCELLED, "the client called it off"))) {
      SimNode leader = byId.get(entry.leader());
      tell(leader, "gateway    " + Story.task(id) + " cancelled by its client");
      if (leader.alive()) {
        leader.bus().note(new Note.CancelTask(id));
      }
    }
  }

  public void crash(int number) {
    NodeId gone = nodes.get(number).id();
    tell(nodes.get(number), "node       crashes");
    nodes.get(number).crash();
    time.after(300_000, () -> noteGone(gone));
  }

  public void restart(int number) {
    nodes.get(number).start();
    tell(nodes.get(number), "node       starts");
  }

  /** Cuts these off from the rest and from the book. */
  public void cut(Set<Integer> numbers) {
    net.cut(numbers.stream().map(n -> nodes.get(n).id()).collect(Collectors.toSet()));
    for (int number : numbers) {
      NodeId gone = nodes.get(number).id();
      time.after(300_000, () -> noteGone(gone));
    }
  }

  public void run(long millis) {
    long until = time.nowMicros() + millis * 1000;
    while (time.step(until)) {}
  }

  /** Runs until every accepted task is decided, at most so long. */
  public void runUntilDecided(long millisMax) {
    runUntil(() -> book.open().isEmpty(), millisMax);
  }

  /** Runs until something holds, at most so long, and says whether it does. */
  public boolean runUntil(BooleanSupplier holds, long millisMax) {
    long until = time.nowMicros() + millisMax * 1000;
    while (!holds.getAsBoolean() && time.step(until)) {}
    return holds.getAsBoolean();
  }

  /** Whether the book has taken the verdict, or will never want it; false to try again later. */
  boolean decide(SimNode leader, VerdictReached note) {
    if (net.cutOff(leader.id())) {
      return false;
    }
    if (book.decide(note.verdict())) {
      tell(leader, note);
      check(note);
      tally.count(note, time.nowMillis());
    }
    return true;
  }

  private void check(VerdictReached note) {
    Verdict verdict = note.verdict();
    Terms terms = note.task().terms();
    if (verdict.outcome() == Outcome.AGREED) {
      holds(verdict.agreed().size() >= terms.quorum(), "fewer than the quorum agree", note);
      boolean right = Truth.isRight(verdict.task(), verdict.answer().orElseThrow());
      tally.wrong += right ? 0 : 1;
      holds(right, "the verdict is wrong", note);
    }
    if (realSignatures) {
      List<Finding> findings =
          ProofCheck.findings(note.proof(), Optional.of(Voice.network(SimVoice.NETWORK)));
      holds(findings.isEmpty(), "the proof does not hold: " + findings, note);
    }
  }

  private void holds(boolean holds, String expected, VerdictReached note) {
    if (!holds) {
      throw new AssertionError(
          expected + ": " + note.verdict() + "; to see it again: -Dsim.seed=" + seed);
    }
  }

  /** The owner of a task's partition takes it over when its leader is gone. */
  private void watch() {
    for (SimBook.Entry entry : book.open()) {
      SimNode leader = byId.get(entry.leader());
      if (entry.leaderLife() != leader.life() || net.cutOff(leader.id())) {
        takeOver(entry, leader);
      }
    }
    time.after(WATCH_MICROS, this::watch);
  }

  private void takeOver(SimBook.Entry entry, SimNode from) {
    List<SimNode> able =
        nodes.stream().filter(node -> node.alive() && !net.cutOff(node.id())).toList();
    if (!able.isEmpty()) {
      SimNode owner = able.get((int) Long.remainderUnsigned(entry.task().id().low(), able.size()));
      book.claim(entry, owner.id(), owner.life());
      tell(
          owner, "book       " + Story.task(entry.task().id()) + " taken over from " + from.name());
      owner.bus().note(new LeadTask(entry.task(), entry.epoch(), 0));
      if (from.alive() && from != owner) {
        from.bus().note(new TaskLeft(entry.task().id()));
      }
    }
  }

  private void noteGone(NodeId gone) {
    for (SimNode node : nodes) {
      boolean lost = !byId.get(gone).alive() || !net.connected(node.id(), gone);
      if (node.alive() && lost) {
        node.bus().note(new Note.NodeGone(gone));
      }
    }
  }

  public String name(NodeId node) {
    return byId.get(node).name();
  }

  void tell(SimNode node, String line) {
    if (storyWanted) {
      story.accept(node.name() + " " + line);
    }
  }

  void tell(SimNode node, Note note) {
    if (storyWanted) {
      Story.line(this, note).ifPresent(line -> tell(node, line));
    }
  }

  void tell(SimNode node, NodeId to, Message message) {
    if (storyWanted) {
      Story.line(this, to, message).ifPresent(line -> tell(node, line));
    }
  }

  void tellRefusal(SimNode node, NodeId speaker, Reason why) {
    if (storyWanted) {
      tell(node, "consensus  refuses " + name(speaker) + ": " + why);
    }
  }
}
