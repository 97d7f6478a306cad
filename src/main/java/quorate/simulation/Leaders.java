package quorate.simulation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import quorate.consensus.Diligence;
import quorate.consensus.Finding;
import quorate.consensus.Jury;
import quorate.consensus.JuryPolicy;
import quorate.consensus.Outvoted;
import quorate.consensus.ProofCheck;
import quorate.dispatch.Assigner;
import quorate.dispatch.DispatchPolicy;
import quorate.dispatch.Reliance;
import quorate.task.Answer;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.task.Verdict;
import quorate.trust.Rating;
import quorate.wire.Codec;
import quorate.wire.Decoded;
import quorate.wire.Message;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Note;
import quorate.wire.Note.LeadTask;
import quorate.wire.Note.TaskAssigned;
import quorate.wire.Note.VerdictReached;
import quorate.wire.Proof;
import quorate.wire.Signed;
import quorate.wire.Voice;

/** Quorate's own rules: its leaders, with the machines of production. */
final class Leaders implements Authority {
  /** A hundred years: longer than any scenario. */
  private static final long FOREVER_MILLIS = 100L * 365 * 24 * 3_600_000;

  /**
   * A node counts all nodes once a second, which is no task's cost. Here they are counted at most
   * so often in a run, and so many nodes in all.
   */
  private static final long TICKS_MAX = 20_000;

  private static final long NODE_TICKS_MAX = 2_000_000;

  private final Simulator world;
  private final Population population;
  private final SimTime time;
  private final Map<NodeId, Assigner> assigners = new LinkedHashMap<>();
  private final Map<NodeId, Population.Node> gateways = new LinkedHashMap<>();
  private final Map<NodeId, TrustView> views = new LinkedHashMap<>(); // none under fixed rules

  Leaders(Simulator world, Population population, SimTime time) {
    this.world = world;
    this.population = population;
    this.time = time;
    population.gateways().forEach(this::start);
    for (TrustView view : views.values()) {
      views.values().stream().filter(other -> other != view).forEach(view::tells);
    }
  }

  private void start(Population.Node node) {
    gateways.put(node.id(), node);
    if (world.scenario().rules() == Scenario.Rules.FIXED) {
      start(node, Reliance.NONE, Diligence.NONE);
      return;
    }
    TrustView view = new TrustView(node.bus(), time, tickMicros());
    views.put(node.id(), view);
    start(node, view, node.eclipses() ? Diligence.NONE : view);
  }

  private long tickMicros() {
    Scenario scenario = world.scenario();
    long ticks = Math.min(TICKS_MAX, Math.max(60, NODE_TICKS_MAX / scenario.nodes()));
    return Math.max(1_000_000, scenario.days() * Simulator.DAY_MICROS / ticks);
  }

  private void start(Population.Node node, Reliance reliance, Diligence diligence) {
    Assigner assigner = new Assigner(Voice.network(SimVoice.NETWORK), policy(), reliance);
    assigners.put(node.id(), assigner);
    new Leader(
        node.bus(),
        node.voice(),
        time,
        assigner,
        new Jury(JuryPolicy.DEFAULT, diligence),
        other -> !node.eclipses() || population.friend(other),
        new Told());
  }

  /** The default, but that it holds all nodes, and that a lease outlasts the run. */
  private DispatchPolicy policy() {
    int nodes = Math.max(DispatchPolicy.DEFAULT.nodesMax(), world.scenario().nodes());
    return DispatchPolicy.DEFAULT.forNodes(nodes, FOREVER_MILLIS);
  }

  @Override
  public void lead(Task task) {
    Population.Node gateway = Objects.requireNonNull(gateways.get(task.gateway()));
    world.led(task, task.gateway());
    gateway.bus().note(new LeadTask(task, 1, 1));
  }

  @Override
  public Terms terms(TaskId task, NodeId gateway) {
    TrustView view = views.get(gateway);
    return view == null ? Simulator.TERMS : view.terms(task, world.scenario().nodes());
  }

  /** Under fixed rules there is no trust to wait for. */
  @Override
  public boolean trusted(NodeId node) {
    return views.isEmpty() || anyRates(node, Rating.TRUSTED);
  }

  @Override
  public boolean excluded(NodeId node) {
    return assigners.values().stream().anyMatch(each -> each.excluded(node, time.nowMillis()));
  }

  @Override
  public boolean banned(NodeId node) {
    return anyRates(node, Rating.BANNED);
  }

  private boolean anyRates(NodeId node, Rating rating) {
    return views.values().stream().anyMatch(view -> view.rating(node) == rating);
  }

  private void reached(VerdictReached note) {
    check(note.proof());
    world.decided(note.verdict(), shown(note.verdict(), note.proof()), Outvoted.of(note.proof()));
  }

  /** A verdict that the machines have signed and that does not hold is our mistake. */
  private void check(Proof proof) {
    if (proof.seal().isPresent()) {
      Optional<quorate.task.Digest> network = Optional.of(Voice.network(SimVoice.NETWORK));
      for (Finding finding : ProofCheck.findings(proof, network)) {
        throw new IllegalStateException(
            "the proof of task " + proof.task().id() + " does not hold: " + finding);
      }
    }
  }

  /** What the cheats among those who agreed have shown, as the verdict's proof has it. */
  private Map<NodeId, Answer> shown(Verdict verdict, Proof proof) {
    Map<NodeId, Answer> shown = new LinkedHashMap<>();
    for (Signed envelope : proof.answers()) {
      NodeId node = envelope.speaker();
      if (verdict.agreed().contains(node)
          && !world.accounts().of(node).honest()
          && Codec.decode(Message.class, envelope.body())
              instanceof
              Decoded.Value<Message>(AnswerRevealed(var t, var e, var q, var s, var a))) {
        shown.put(node, a);
      }
    }
    return shown;
  }

  private final class Told implements Leader.Listener {
    @Override
    public void announced(Note note) {
      switch (note) {
        case TaskAssigned assigned -> world.asked(assigned.task(), assigned.node());
        case Note.LateAnswer late -> time.after(0, () -> world.look(late.node()));
        case Note.NodeGivenUp given -> time.after(0, () -> world.look(given.node()));
        default -> {} // the rest changes nobody's standing
      }
    }

    @Override
    public void reached(VerdictReached note) {
      Leaders.this.reached(note);
    }
  }
}
