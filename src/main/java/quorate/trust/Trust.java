package quorate.trust;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import quorate.task.Bytes;
import quorate.task.Machine;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.trust.TrustInput.AnsweredLate;
import quorate.trust.TrustInput.Awaited;
import quorate.trust.TrustInput.Decided;
import quorate.trust.TrustInput.Gone;
import quorate.trust.TrustInput.Ready;
import quorate.trust.TrustInput.SeedCommitted;
import quorate.trust.TrustInput.SeedRevealed;
import quorate.trust.TrustInput.Tick;
import quorate.trust.TrustInput.Told;
import quorate.trust.TrustOrder.Alarmed;
import quorate.trust.TrustOrder.Banned;
import quorate.trust.TrustOrder.Commit;
import quorate.trust.TrustOrder.Fell;
import quorate.trust.TrustOrder.Reckoned;
import quorate.trust.TrustOrder.Reveal;
import quorate.trust.TrustOrder.Tell;
import quorate.wire.Judged;

/**
 * One node's view of whom it may rely on: it folds what this node saw as a leader, and what others
 * say that they saw, and says how many answers a task needs.
 *
 * <p>Between inputs it is asked by others of the node; what it says costs the same however many
 * nodes there are.
 */
public final class Trust implements Machine<TrustInput, TrustOrder> {
  /** The most decided tasks whose late answers are awaited; the eldest are forgotten first. */
  static final int AWAITED_MAX = 4096;

  /** How often the commitment to the seed is repeated; more often when epochs are short. */
  static final long COMMIT_MILLIS = 10_000;

  private final NodeId self;
  private final Bytes secret;
  private final TrustPolicy policy;
  private final LyingTest test;
  private final Alarm alarm;
  private final Census census;
  private final Replication replication;
  private final OwedAudits owed;
  private final Map<Subject, Reputation> known = new LinkedHashMap<>();
  private final Map<TaskId, Awaiting> awaited = new LinkedHashMap<>();
  private final Leaders leaders = new Leaders();
  private AuditSeed seed;
  private long tickedAtMillis; // 0 before the first tick
  private long committedAtMillis = Long.MIN_VALUE / 2;

  /**
   * A view that knows nobody.
   *
   * @param secret of this node, from which its audit seeds follow
   */
  public Trust(NodeId self, Bytes secret, TrustPolicy policy) {
    this.self = self;
    this.secret = secret;
    this.policy = policy;
    this.test = new LyingTest(policy);
    this.alarm = new Alarm(policy);
    this.census = new Census(policy.nodesMax());
    this.replication = new Replication(policy, census, this::reputation);
    this.owed = new OwedAudits(policy);
    this.seed = AuditSeed.of(secret, 0);
  }

  @Override
  public List<TrustOrder> on(TrustInput input) {
    List<TrustOrder> orders = new ArrayList<>();
    boolean rung = alarm.rung();
    long now = input.nowMillis();
    switch (input) {
      case Ready(var node, var operator, var models, long at) ->
          census.present(node, operator, models);
      case Gone gone -> census.gone(gone.node());
      case Decided(Task task, Verdict verdict, long at) -> decided(task, verdict, at, orders);
      case Awaited(Task task, int open, long at) -> await(task, 0, open);
      case AnsweredLate late -> late(late, orders);
      case Told told -> told(told, orders);
      case SeedCommitted(var leader, long epoch, var commitment, long at) ->
          owed.committed(leader, epoch, commitment, at);
      case SeedRevealed(var leader, long epoch, var shown, long at) ->
          owed.revealed(leader, epoch, shown, at).ifPresent(each -> reckoned(each, at, orders));
      case Tick tick -> tick(now, orders);
    }
    if (alarm.rung() != rung) {
      orders.add(new Alarmed(alarm.rung()));
    }
    return orders;
  }

  // ---- what others ask

  public Reputation reputation(NodeId node, ModelId model) {
    return known.getOrDefault(new Subject(node, model), Reputation.NONE);
  }

  public Rating rating(NodeId node, ModelId model, long nowMillis) {
    return reputation(node, model).rating(policy, nowMillis);
  }

  /**
   * How many nodes answer a task at first that names no level; more than half must agree.
   *
   * @param nodes that offer the model
   */
  public int replicas(ModelId model, TaskId task, int nodes) {
    return replication.replicas(model, task, nodes);
  }

  /** How many more answers are wanted before a verdict is given out; 0 when it may be. */
  public int more(Task task, List<NodeId> agreed, List<NodeId> dissent, long nowMillis) {
    return counts(task)
        ? replication.more(
            task,
            agreed,
            dissent,
            new Replication.Moment(alarm.rung(), seedAt(nowMillis), nowMillis))
        : 0;
  }

  /** The models with which a node has been seen; looks through all, for people. */
  public List<ModelId> models(NodeId node) {
    return known.keySet().stream()
        .filter(subject -> subject.node().equals(node))
        .map(Subject::model)
        .sorted()
        .toList();
  }

  /** Who is banned with any model; looks through all. */
  public Set<NodeId> banned() {
    return known.entrySet().stream()
        .filter(each -> each.getValue().banned())
        .map(each -> each.getKey().node())
        .collect(Collectors.toSet());
  }

  /** How far the evidence against a node is towards a ban: 0 to 1. */
  public double banProgress(NodeId node, ModelId model) {
    return test.share(reputation(node, model).evidence());
  }

  /** Whether all answers are audited just now. */
  public boolean alarmed() {
    return alarm.rung();
  }

  /** Whether a leader was named, so that its word does not count. */
  public boolean named(NodeId leader) {
    return leaders.named(leader);
  }

  public TrustPolicy policy() {
    return policy;
  }

  /** Everything to be remembered over a restart. */
  public Remembered remembered() {
    List<Remembered.Entry> entries = new ArrayList<>();
    known.forEach((subject, each) -> entries.add(Remembered.Entry.of(subject, each)));
    return new Remembered(self, alarm.owed(), leaders.remembered(), entries);
  }

  /** Goes on where a view of this node ended. */
  public void restore(Remembered kept) {
    alarm.restore(kept.owed());
    leaders.restore(kept.named());
    kept.entries().forEach(entry -> put(entry.subject(), entry.reputation()));
  }

  // ---- what is seen

  private static boolean counts(Task task) {
    return !task.session().equals(SessionId.REHEARSAL);
  }

  private void decided(Task task, Verdict verdict, long now, List<TrustOrder> orders) {
    Optional<Judged.Draw> draw = replication.decided(verdict);
    if (!counts(task) || verdict.outcome() != Verdict.Outcome.AGREED) {
      return;
    }
    Judged judged =
        new Judged(task.id(), task.model(), false, verdict.agreed(), verdict.dissent(), draw);
    await(task, judged.agreed().size() - judged.dissent().size(), 0);
    see(judged, now, outvotes(judged), orders);
    orders.add(new Tell(judged));
  }

  /** It is decided before it is awaited; what it was decided by is kept. */
  private void await(Task task, int lead, int open) {
    if (counts(task)) {
      awaited.merge(
          task.id(),
          new Awaiting(task.model(), lead, open),
          (known, now) -> open > 0 ? new Awaiting(task.model(), known.lead(), open) : now);
      if (awaited.size() > AWAITED_MAX) {
        awaited.remove(awaited.keySet().iterator().next());
      }
    }
  }

  private void late(AnsweredLate late, List<TrustOrder> orders) {
    Awaiting task = awaited.get(late.task());
    if (task != null) {
      List<NodeId> node = List.of(late.node());
      List<NodeId> agreed = late.agrees() ? node : List.of();
      List<NodeId> dissent = late.agrees() ? List.of() : node;
      Judged judged =
          new Judged(late.task(), task.model(), true, agreed, dissent, Optional.empty());
      see(judged, late.nowMillis(), task.lead() - task.open() >= policy.margin(), orders);
      awaited.put(late.task(), task.with(late.agrees()));
      orders.add(new Tell(judged));
    }
  }

  /**
   * What this node saw itself counts in full.
   *
   * @param proven whether enough contradict those who dissent: two that were fast may have been
   *     wrong, and those that came too late right; all that may yet come might say the same
   */
  private void see(Judged judged, long now, boolean proven, List<TrustOrder> orders) {
    if (judged.agreed().size() == 1 && judged.dissent().isEmpty() && !judged.late()) {
      update(judged.agreed().getFirst(), judged, Reputation::answeredAlone, orders);
    } else {
      for (NodeId node : judged.agreed()) {
        update(node, judged, each -> each.agreed(judged.late(), test, now), orders);
      }
    }
    for (NodeId node : judged.dissent()) {
      update(node, judged, each -> each.dissented(proven, test), orders);
    }
    judged.draw().ifPresent(draw -> drawn(judged, draw, now, orders));
  }

  private boolean outvotes(Judged judged) {
    int lead = judged.agreed().size() - judged.dissent().size();
    return lead >= policy.margin() || overturned(judged);
  }

  private static boolean overturned(Judged judged) {
    return judged.draw().filter(draw -> judged.dissent().contains(draw.first())).isPresent();
  }

  private void drawn(Judged judged, Judged.Draw draw, long now, List<TrustOrder> orders) {
    if (overturned(judged)) {
      alarm.overturned(draw.chance());
      update(draw.first(), judged, Reputation::failedAudit, orders);
      return;
    }
    alarm.given();
    if (draw.audited()) {
      List<NodeId> passed = draw.alone() ? List.of(draw.first()) : judged.agreed();
      passed.forEach(node -> update(node, judged, each -> each.passedAudit(now), orders));
    }
  }

  /**
   * What another saw makes a node trusted at most half, and makes it doubted in full. Only what a
   * leader says that has bound itself counts, and that once.
   */
  private void told(Told told, List<TrustOrder> orders) {
    Judged judged = told.judged();
    NodeId leader = told.leader();
    boolean one = judged.agreed().size() + judged.dissent().size() == 1;
    if (leader.equals(self)
        || (judged.late() && !one)
        || leaders.named(leader)
        || !owed.bound(leader, told.nowMillis())
        || !leaders.isNew(leader, judged)) {
      return;
    }
    if (judged.late() || judged.agreed().size() > 1) {
      for (NodeId node : judged.agreed()) {
        if (!node.equals(leader) && met(node, judged.model())) {
          update(node, judged, each -> each.heardOf(told.nowMillis()), orders);
        }
      }
    }
    judged.dissent().stream()
        .filter(node -> known.containsKey(new Subject(node, judged.model())))
        .forEach(node -> update(node, judged, Reputation::doubted, orders));
    judged
        .draw()
        .filter(draw -> owed.drew(leader, judged.task(), draw, told.nowMillis()))
        .ifPresent(draw -> heardOf(leader, judged, draw));
  }

  private void heardOf(NodeId leader, Judged judged, Judged.Draw draw) {
    if (overturned(judged)) {
      alarm.heardOfOverturned(leader, draw.chance());
    } else {
      alarm.heardOfGiven(leader);
    }
  }

  /** Others' word does not fill the memory with nodes that nobody has seen. */
  private boolean met(NodeId node, ModelId model) {
    return known.containsKey(new Subject(node, model)) || census.has(node, model);
  }

  private void update(
      NodeId node, Judged judged, UnaryOperator<Reputation> change, List<TrustOrder> orders) {
    Subject subject = new Subject(node, judged.model());
    Reputation before = known.getOrDefault(subject, Reputation.NONE);
    Reputation after = change.apply(before);
    put(subject, after);
    if (after.banned() && !before.banned()) {
      orders.add(new Banned(subject));
    } else if (before.counted(policy) >= policy.validMin() && after.counted(policy) == 0) {
      orders.add(new Fell(subject));
    }
  }

  /**
   * The one unseen for longest is forgotten when there are too many; as long as there are others,
   * not one that is banned or against which there is evidence.
   */
  private void put(Subject subject, Reputation reputation) {
    known.remove(subject);
    known.put(subject, reputation);
    for (int i = 0; known.size() > policy.nodesMax() && i < policy.nodesMax(); i++) {
      Map.Entry<Subject, Reputation> eldest = known.entrySet().iterator().next();
      known.remove(eldest.getKey());
      if (eldest.getValue().banned() || eldest.getValue().evidence() >= 1) {
        known.put(eldest.getKey(), eldest.getValue());
      }
    }
    if (known.size() > policy.nodesMax()) {
      known.remove(known.keySet().iterator().next());
    }
  }

  // ---- seeds

  private AuditSeed seedAt(long nowMillis) {
    long epoch = AuditSeed.epochAt(nowMillis, policy);
    if (seed.epoch() != epoch) {
      seed = AuditSeed.of(secret, epoch);
    }
    return seed;
  }

  private void tick(long now, List<TrustOrder> orders) {
    long most = Math.max(COMMIT_MILLIS, policy.epochMillis() / 2);
    boolean off = tickedAtMillis > 0 && now - tickedAtMillis > most;
    if (off || now < tickedAtMillis) {
      owed.forget();
    }
    tickedAtMillis = now;
    leaders.tick(now);
    alarm.epoch(AuditSeed.epochAt(now, policy));
    census.count(
        subject -> known.getOrDefault(subject, Reputation.NONE).banned(),
        (node, model) -> rating(node, model, now) == Rating.TRUSTED);
    owed.tick(now).forEach(each -> reckoned(each, now, orders));
    if (now - committedAtMillis >= Math.min(COMMIT_MILLIS, policy.epochMillis() / 4)) {
      committedAtMillis = now;
      AuditSeed current = seedAt(now);
      for (long epoch = current.epoch(); epoch <= current.epoch() + 1; epoch++) {
        orders.add(new Commit(epoch, AuditSeed.of(secret, epoch).commitment(self)));
      }
      if (current.epoch() > 0) {
        AuditSeed over = AuditSeed.of(secret, current.epoch() - 1);
        orders.add(new Reveal(over.epoch(), over.seed()));
      }
    }
  }

  private void reckoned(Reckoning reckoning, long nowMillis, List<TrustOrder> orders) {
    leaders.reckoned(reckoning, nowMillis);
    orders.add(new Reckoned(reckoning));
  }
}
