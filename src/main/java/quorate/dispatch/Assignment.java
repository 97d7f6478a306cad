package quorate.dispatch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import quorate.task.Digest;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.wire.Message.InferTask;

/** One task that this node leads: who has been asked, and how many are still needed. */
final class Assignment {
  static final long NEVER = Long.MAX_VALUE;

  private final Task task;
  private final long epoch;
  private final InferTask infer;
  private final Sortition sortition;
  private final Map<NodeId, Long> ranks = new HashMap<>();
  private final Map<NodeId, Ask> asks = new LinkedHashMap<>();
  private final List<Member> blamed = new ArrayList<>();
  private List<Member> drawn = List.of();
  private int drawnCount = -1;
  private long drawnAtChange;
  private int need;
  private int hedges;
  private boolean escalated;
  private long escalatedAtMillis = NEVER;
  private long hedgeAtMillis = NEVER;
  private long shortSinceMillis = NEVER;

  Assignment(Digest network, Task task, long epoch) {
    this.task = task;
    this.epoch = epoch;
    this.sortition = Sortition.of(network, task.id(), epoch);
    this.need = task.terms().replicas();
    boolean sealed = task.terms().replicas() > 1;
    this.infer =
        new InferTask(
            task.id(),
            epoch,
            task.model(),
            task.kind(),
            task.picture(),
            task.terms(),
            task.deadlineAtMillis(),
            sealed);
  }

  TaskId id() {
    return task.id();
  }

  ModelId model() {
    return task.model();
  }

  long epoch() {
    return epoch;
  }

  int quorum() {
    return task.terms().quorum();
  }

  /** So many are asked even if they have failed before. */
  int replicasMin() {
    return task.replicasMin();
  }

  InferTask infer() {
    return infer;
  }

  int need() {
    return need;
  }

  void needOneMore() {
    need++;
  }

  void needNoMore() {
    need = 0;
  }

  void asked(Ask ask) {
    asks.put(ask.member().node(), ask);
    need = Math.max(0, need - 1);
    shortSinceMillis = NEVER;
  }

  /** As if it had never been asked. */
  void unasked(Ask ask) {
    asks.remove(ask.member().node(), ask);
  }

  boolean hasAsked(Member member) {
    return asks.containsKey(member.node());
  }

  boolean untouched() {
    return asks.isEmpty();
  }

  List<Ask> asks() {
    return List.copyOf(asks.values());
  }

  int live() {
    return counting().size();
  }

  /** Those asked whose answers count and have come or may still come. */
  List<Ask> counting() {
    return asks.values().stream().filter(Ask::counts).toList();
  }

  int answered() {
    return (int) counting().stream().filter(ask -> ask.state() == Ask.State.ANSWERED).count();
  }

  Set<String> operators() {
    return asks.values().stream()
        .filter(Ask::live)
        .map(ask -> ask.member().operator())
        .collect(Collectors.toSet());
  }

  Sortition sortition() {
    return sortition;
  }

  /** Who is drawn for it, as long as the nodes have not changed since. */
  List<Member> drawn(long changes, int count, Supplier<List<Member>> draw) {
    if (drawnCount != count || drawnAtChange != changes) {
      drawn = draw.get();
      drawnCount = count;
      drawnAtChange = changes;
    }
    return drawn;
  }

  long rank(Member member) {
    return ranks.computeIfAbsent(member.node(), sortition::rank);
  }

  /** The jury wants more than was asked for at first. */
  void escalate(long nowMillis) {
    escalated = true;
    hedges = 0;
    escalatedAtMillis = Math.min(escalatedAtMillis, nowMillis);
    need++;
  }

  /** How many answers should be here by now and are not. */
  int overdue() {
    if (!escalated) {
      return quorum() - answered();
    }
    return (int) counting().stream().filter(ask -> ask.open() && askedLater(ask)).count();
  }

  /** Whether it was asked only when the jury wanted more. */
  boolean askedLater(Ask ask) {
    return ask.askedAtMillis() >= escalatedAtMillis;
  }

  /** Half of the client's patience is over then. */
  long halfTimeMillis() {
    return task.deadlineAtMillis() - task.terms().patienceMillis() / 2;
  }

  boolean escalated() {
    return escalated;
  }

  long hedgeAtMillis() {
    return hedgeAtMillis;
  }

  void hedgeAt(long millis) {
    hedgeAtMillis = millis;
  }

  int hedges() {
    return hedges;
  }

  void hedged() {
    hedges++;
    need++; // the ask that follows counts it down again
  }

  /** Since when there have been too few nodes. */
  long shortSince(long nowMillis) {
    if (shortSinceMillis == NEVER) {
      shortSinceMillis = nowMillis;
    }
    return shortSinceMillis;
  }

  /**
   * A node has failed at this very task; all who have, when they are so many that it is not them.
   */
  List<Member> blame(Member member) {
    blamed.add(member);
    return blamed.size() < 2 ? List.of() : List.copyOf(blamed);
  }
}
