package quorate.trust;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.wire.Judged;

/**
 * How many answers a task gets: at first by its level, and how many more before its verdict is
 * given out.
 *
 * <p>Among trusted nodes one answers, and whether that is audited is drawn when its answer is here:
 * it is bound by its signature then, was asked as anybody is, and never learns of the audit; nor
 * does the auditor, who is asked the same, know whether it is the first. So an audit cannot be
 * answered honestly by who lies otherwise. Where strangers are expected, agreeing answers of new
 * nodes are audited likewise, by one who is asked only when theirs are bound; and whoever is
 * contradicted is outvoted only by a margin.
 *
 * <p>All of it is diligence of the leader beyond what the terms demand: where nobody is left to ask
 * the terms decide, and a proof is checked by them.
 */
final class Replication {
  /** The most draws remembered of tasks that are not decided; the oldest is forgotten first. */
  static final int DRAWS_MAX = 20_000;

  private static final int REPLICAS = 3;

  /** So much more often than trusted ones are new nodes audited that were asked together. */
  private static final int TOGETHER = 4;

  private static final byte[] SHARE = "quorate/newcomers\u0001".getBytes(StandardCharsets.UTF_8);

  private final TrustPolicy policy;
  private final Census census;
  private final BiFunction<NodeId, ModelId, Reputation> known;
  private final Map<TaskId, Drawn> drawn = new LinkedHashMap<>();

  Replication(TrustPolicy policy, Census census, BiFunction<NodeId, ModelId, Reputation> known) {
    this.policy = policy;
    this.census = census;
    this.known = known;
  }

  /**
   * What was drawn for a task.
   *
   * @param alone whether it is the answer of a trusted node that may answer alone
   * @param voices how many were asked before any audit
   * @param answers how many it takes to have been audited
   */
  private record Drawn(
      NodeId first, boolean alone, int voices, int chance, long epoch, boolean owed, int answers) {}

  /** The moment of a decision: whether everything is audited, with which seed, and when. */
  record Moment(boolean alarm, AuditSeed seed, long nowMillis) {}

  /** How many nodes answer a task at first that names no level; more than half must agree. */
  int replicas(ModelId model, TaskId task, int nodes) {
    Census.Count count = census.of(model);
    boolean one = alone(count) && !forNewcomers(count, task);
    return one ? 1 : Math.max(1, Math.min(REPLICAS, nodes));
  }

  /** Whether trusted nodes may answer alone: there are others to contradict them. */
  private boolean alone(Census.Count count) {
    return count.operators() >= policy.trustedMin();
  }

  private boolean forNewcomers(Census.Count count, TaskId task) {
    long share = (count.nodes() - count.trusted()) * (long) Shares.ONE / Math.max(1, count.nodes());
    ByteBuffer id = ByteBuffer.allocate(2 * Long.BYTES).putLong(task.high()).putLong(task.low());
    Digest lot = Digest.of(Bytes.giving(SHARE), Bytes.giving(id.array()));
    long draw = Long.remainderUnsigned(lot.value().view().getLong(), Shares.ONE);
    return draw < Math.min(policy.newcomers(), share);
  }

  private boolean strangers(Census.Count count) {
    return alone(count) || count.nodes() >= policy.crowdMin();
  }

  /**
   * How many more answers are wanted before this verdict is given out; 0 when it may be. The first
   * time that nobody contradicts it draws for the audit, and stays with it.
   */
  int more(Task task, List<NodeId> agreed, List<NodeId> dissent, Moment moment) {
    Census.Count count = census.of(task.model());
    if (!strangers(count) || task.terms().quorum() > 2) {
      return 0;
    }
    if (!dissent.isEmpty()) {
      return Math.max(0, dissent.size() + policy.margin() + doubt(task, agreed) - agreed.size());
    }
    boolean one = task.terms().quorum() == 1;
    if (one && agreed.size() == 1 && !trusted(agreed.getFirst(), task.model(), moment)) {
      return alone(count) ? 1 : 0;
    }
    Drawn draw = drawn.get(task.id());
    if (draw == null) {
      int voices = one ? agreed.size() : task.terms().replicas();
      if (count.nodes() <= voices) {
        return 0; // nobody could audit it
      }
      draw = draw(task, agreed, voices, count.nodes() - voices, moment);
      remember(task.id(), draw);
    }
    return draw.owed ? Math.max(0, draw.answers - agreed.size()) : 0;
  }

  /**
   * Who was asked together knew of each other, if they are a ring: once an audit contradicts them
   * they count as one voice.
   */
  private int doubt(Task task, List<NodeId> agreed) {
    Drawn draw = drawn.get(task.id());
    if (draw == null || !draw.owed || draw.alone) {
      return 0;
    }
    int others = draw.voices - 1;
    return agreed.contains(draw.first) ? others : -others;
  }

  /**
   * One auditor is drawn for; where an audit is certain two are asked, for one may be a friend. Who
   * is trusted is audited as if it had answered alone, whoever else has said the same: a ring may
   * have one of its own asked beside it. Where nobody of them is trusted they are new ones that
   * were asked together.
   */
  private Drawn draw(Task task, List<NodeId> agreed, int voices, int auditorsMax, Moment moment) {
    Optional<NodeId> relied =
        agreed.stream()
            .filter(node -> task.terms().quorum() == 1 && trusted(node, task.model(), moment))
            .findFirst();
    boolean alone = relied.isPresent();
    int chance = alone ? policy.auditMin() : Math.min(Shares.ONE, TOGETHER * policy.auditMin());
    for (NodeId node : relied.map(List::of).orElse(agreed)) {
      chance = Math.max(chance, known.apply(node, task.model()).auditChance(policy));
    }
    chance = moment.alarm() ? Shares.ONE : chance;
    AuditSeed seed = moment.seed();
    int auditors = Math.min(auditorsMax, chance == Shares.ONE ? 2 : 1);
    return new Drawn(
        relied.orElse(agreed.getFirst()),
        alone,
        voices,
        chance,
        seed.epoch(),
        seed.draws(task.id(), chance),
        voices + auditors);
  }

  private boolean trusted(NodeId node, ModelId model, Moment moment) {
    return known.apply(node, model).rating(policy, moment.nowMillis()) == Rating.TRUSTED;
  }

  private void remember(TaskId task, Drawn draw) {
    drawn.put(task, draw);
    if (drawn.size() > DRAWS_MAX) {
      drawn.remove(drawn.keySet().iterator().next());
    }
  }

  /** The task has its verdict: what was drawn for it, and whether it was audited. */
  Optional<Judged.Draw> decided(Verdict verdict) {
    Drawn draw = drawn.remove(verdict.task());
    if (draw == null) {
      return Optional.empty();
    }
    int answers = verdict.agreed().size() + verdict.dissent().size();
    boolean audited = draw.owed && answers >= draw.answers;
    return Optional.of(new Judged.Draw(draw.first, draw.alone, draw.chance, draw.epoch, audited));
  }
}
