package quorate.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import quorate.consensus.Diligence;
import quorate.dispatch.Reliance;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.trust.Rating;
import quorate.trust.Trust;
import quorate.trust.TrustInput;
import quorate.trust.TrustOrder;
import quorate.trust.TrustPolicy;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Note;
import quorate.wire.Note.VerdictReached;

/** A leader's view of whom it may rely on: the {@link Trust} of production, wired as in a node. */
final class TrustView implements Reliance, Diligence {
  /** How long it takes until other leaders hear what this one tells. */
  private static final long TOLD_AFTER_MICROS = 1_000_000;

  private final NodeId self;
  private final Trust trust;
  private final SimTime time;
  private final long tickMicros;
  private final List<TrustView> others = new ArrayList<>(); // as many as there are leaders

  /**
   * A view that begins to listen at once.
   *
   * @param tickMicros how often nodes are counted anew
   */
  TrustView(SimBus bus, SimTime time, long tickMicros) {
    this.self = bus.self();
    this.time = time;
    this.tickMicros = tickMicros;
    Bytes secret = Digest.of(Bytes.giving(new byte[] {1}), self.key()).value();
    this.trust = new Trust(self, secret, TrustPolicy.DEFAULT);
    bus.hear(NodeSeen.class, heard -> seen(heard.speaker(), heard.said()));
    bus.heed(
        VerdictReached.class,
        note -> feed(new TrustInput.Decided(note.task(), note.verdict(), now())));
    bus.heed(Note.AnswersAwaited.class, this::awaited);
    bus.heed(Note.LateAnswer.class, this::late);
    time.after(tickMicros, this::tick);
  }

  void tells(TrustView other) {
    others.add(other);
  }

  /** What a task that names no level asks for, as a gateway decides it. */
  Terms terms(TaskId task, int nodes) {
    int replicas = trust.replicas(Simulator.MODEL, task, nodes);
    Terms usual = Simulator.TERMS;
    return new Terms(
        replicas,
        replicas / 2 + 1,
        usual.minScoreMillionths(),
        usual.topK(),
        usual.patienceMillis());
  }

  Rating rating(NodeId node) {
    return trust.rating(node, Simulator.MODEL, now());
  }

  /** Whether it takes another leader's word no longer. */
  boolean named(NodeId leader) {
    return trust.named(leader);
  }

  @Override
  public boolean mayAnswerAlone(NodeId node, ModelId model) {
    return trust.rating(node, model, now()) == Rating.TRUSTED;
  }

  @Override
  public boolean barred(NodeId node, ModelId model) {
    return trust.rating(node, model, now()) == Rating.BANNED;
  }

  @Override
  public int more(Task task, List<NodeId> agreed, List<NodeId> dissent, long nowMillis) {
    return trust.more(task, agreed, dissent, nowMillis);
  }

  private void seen(NodeId node, NodeSeen said) {
    List<ModelId> models = said.models().stream().map(ModelOffer::model).toList();
    feed(new TrustInput.Ready(node, said.operator(), models, now()));
  }

  private void awaited(Note.AnswersAwaited note) {
    feed(new TrustInput.Awaited(note.task(), note.nodes().size(), now()));
  }

  private void late(Note.LateAnswer note) {
    if (note.lateness() != Note.Lateness.NONE) {
      boolean agrees = note.lateness() == Note.Lateness.AGREES;
      feed(new TrustInput.AnsweredLate(note.task(), note.node(), agrees, now()));
    }
  }

  private void tick() {
    feed(new TrustInput.Tick(now()));
    time.after(tickMicros, this::tick);
  }

  private void feed(TrustInput input) {
    trust.on(input).forEach(this::carryOut);
  }

  private void carryOut(TrustOrder order) {
    switch (order) {
      case TrustOrder.Tell(var judged) ->
          tell(other -> other.feed(new TrustInput.Told(self, judged, now())));
      case TrustOrder.Commit(long epoch, var bound) ->
          tell(other -> other.feed(new TrustInput.SeedCommitted(self, epoch, bound, now())));
      case TrustOrder.Reveal(long epoch, var seed) ->
          tell(other -> other.feed(new TrustInput.SeedRevealed(self, epoch, seed, now())));
      case TrustOrder.Fell fell -> {}
      case TrustOrder.Banned banned -> {}
      case TrustOrder.Alarmed alarmed -> {}
      case TrustOrder.Reckoned reckoned -> {}
    }
  }

  private void tell(Consumer<TrustView> what) {
    others.forEach(other -> time.after(TOLD_AFTER_MICROS, () -> what.accept(other)));
  }

  private long now() {
    return time.nowMillis();
  }
}
