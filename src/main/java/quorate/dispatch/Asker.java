package quorate.dispatch;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import quorate.dispatch.AssignerOrder.Announce;
import quorate.dispatch.AssignerOrder.Say;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Note.HedgeMoved;
import quorate.wire.Note.NodesExhausted;
import quorate.wire.Note.TaskAssigned;

/**
 * The half of the {@link Assigner} that asks: it keeps the tasks that need nodes in the order in
 * which they came, gives each its nodes as soon as there are enough, and knows when to ask again.
 */
final class Asker {
  /** How many waiting tasks are looked at in one go. */
  static final int LOOKED_AT_MAX = 64;

  /** How many unused hedges are saved up. */
  static final int HEDGES_SAVED_MAX = 10;

  /** How many unused tries are saved up. */
  static final int TRIES_SAVED_MAX = 4;

  private static final long NEVER = Long.MAX_VALUE;

  private final DispatchPolicy policy;
  private final Roster roster;
  private final Choice choice;
  private final Patience patience;
  private final Map<TaskId, Assignment> waiting = new LinkedHashMap<>(); // at most tasksMax
  private final Map<TaskId, Assignment> begun = new LinkedHashMap<>(); // at most tasksMax
  private int hedgesInHundredths = HEDGES_SAVED_MAX * 100;
  private int triesInHundredths = TRIES_SAVED_MAX * 100;
  private long soonestMillis = NEVER;

  Asker(DispatchPolicy policy, Roster roster, Choice choice, Patience patience) {
    this.policy = policy;
    this.roster = roster;
    this.choice = choice;
    this.patience = patience;
  }

  void enqueue(Assignment assignment) {
    (assignment.untouched() ? waiting : begun).putIfAbsent(assignment.id(), assignment);
  }

  void forget(Assignment assignment) {
    waiting.remove(assignment.id(), assignment);
    begun.remove(assignment.id(), assignment);
  }

  /**
   * Gives nodes to those that need them: first to tasks that have begun, none of which holds up
   * another, then to new ones, first come first served: as soon as one must wait for nodes that are
   * busy, all that came later and want the same model wait behind it.
   */
  void pump(long now, List<AssignerOrder> orders) {
    for (Assignment assignment : first(begun)) {
      fill(assignment, now, orders);
      if (assignment.need() == 0) {
        begun.remove(assignment.id());
      }
    }
    Set<ModelId> blocked = new HashSet<>();
    for (Assignment assignment : first(waiting)) {
      if (!blocked.contains(assignment.model())) {
        if (fill(assignment, now, orders)) {
          blocked.add(assignment.model());
        } else {
          waiting.remove(assignment.id());
          if (assignment.need() > 0) {
            begun.put(assignment.id(), assignment);
          }
        }
      }
    }
  }

  private static List<Assignment> first(Map<TaskId, Assignment> map) {
    return map.isEmpty() ? List.of() : map.values().stream().limit(LOOKED_AT_MAX).toList();
  }

  /** Asks as many nodes as are needed; true when all of it must wait until nodes are less busy. */
  private boolean fill(Assignment assignment, long now, List<AssignerOrder> orders) {
    List<Member> fit =
        roster.offering(
            assignment,
            member -> patience.trusted(member, now) && !assignment.hasAsked(member),
            enough(assignment.need()));
    List<Member> free = fit.stream().filter(member -> member.free(policy, now)).toList();
    if (free.size() < Math.min(assignment.need(), fit.size())
        && worthWaiting(assignment, fit, free, now)) {
      wakeWhenQuietEnds(fit, now);
      return true;
    }
    boolean first = assignment.untouched();
    List<Member> best = choice.best(assignment, free, assignment.need(), now);
    ask(assignment, best, now, orders);
    if (first && !best.isEmpty()) {
      probe(assignment, now, orders);
      tryAnew(assignment, now, orders);
    }
    if (assignment.need() > 0 && free.size() == fit.size()) {
      lastResort(assignment, now, orders);
    }
    wakeWhenQuietEnds(fit, now);
    return false;
  }

  /** How many are looked at so that the draw and the operators leave a choice. */
  private int enough(int count) {
    return 2 * count * policy.candidateFactor();
  }

  /** Whether a task that has no node yet had better wait for those that are busy now. */
  private boolean worthWaiting(
      Assignment assignment, List<Member> fit, List<Member> free, long now) {
    if (!assignment.untouched()) {
      return free.isEmpty();
    }
    if (free.size() < assignment.quorum()) {
      return true;
    }
    double slowestFree = 0;
    for (Member member : choice.best(assignment, free, assignment.quorum(), now)) {
      slowestFree = Math.max(slowestFree, choice.expected(assignment, member, now));
    }
    double fastestBusy = Double.MAX_VALUE;
    for (Member member : fit) {
      if (!free.contains(member)) {
        fastestBusy = Math.min(fastestBusy, choice.expected(assignment, member, now));
      }
    }
    return fastestBusy <= policy.slowFactor() * slowestFree;
  }

  /** Asks one node that failed before, beside the replicas and without waiting for it. */
  private void probe(Assignment assignment, long now, List<AssignerOrder> orders) {
    roster
        .probed(
            assignment.model(),
            member -> member.idle() && member.free(policy, now) && !assignment.hasAsked(member),
            now)
        .ifPresent(member -> askBeside(assignment, member, now, orders));
  }

  /**
   * Asks one node that has long not been asked, beside the replicas and without waiting for it: who
   * is never asked, because others were faster once, is neither measured nor compared. Only where
   * answers are sealed, and nodes are idle.
   */
  private void tryAnew(Assignment assignment, long now, List<AssignerOrder> orders) {
    if (!assignment.infer().sealed() || triesInHundredths < 100) {
      return;
    }
    roster
        .unused(
            assignment.model(),
            member ->
                member.unusedSince(now - policy.unusedMillis())
                    && patience.trusted(member, now)
                    && member.free(policy, now)
                    && !assignment.hasAsked(member)
                    && !assignment.operators().contains(member.operator()))
        .ifPresent(member -> {
          triesInHundredths -= 100;
          askBeside(assignment, member, now, orders);
        });
  }

  private void askBeside(
      Assignment assignment, Member member, long now, List<AssignerOrder> orders) {
    assignment.needOneMore();
    Ask ask = begin(assignment, member, now);
    ask.beside();
    ask.hedgeAt(now);
    announce(assignment, ask, orders);
  }

  /** All that are fit have been asked: failed ones, then none. */
  private void lastResort(Assignment assignment, long now, List<AssignerOrder> orders) {
    if (assignment.live() < assignment.replicasMin() || assignment.escalated()) {
      List<Member> failed =
          roster.offering(
              assignment,
              member -> !assignment.hasAsked(member) && member.free(policy, now),
              enough(assignment.need()));
      List<Member> best = choice.best(assignment, failed, assignment.need(), now);
      ask(assignment, best, now, orders);
    }
    if (assignment.need() > 0) {
      shortage(assignment, now, orders);
    }
  }

  private void shortage(Assignment assignment, long now, List<AssignerOrder> orders) {
    long bearable = assignment.escalated() ? 0 : policy.shortageMillis();
    long endsAt = assignment.shortSince(now) + bearable;
    if (endsAt <= now) {
      assignment.needNoMore();
      orders.add(new Announce(new NodesExhausted(assignment.id(), assignment.epoch())));
    } else {
      wakeAt(endsAt);
    }
  }

  private void ask(
      Assignment assignment, List<Member> members, long now, List<AssignerOrder> orders) {
    List<Ask> asks = members.stream().map(member -> begin(assignment, member, now)).toList();
    for (Ask ask : asks) {
      ask.hedgeAt(patience.hedgeAtMillis(assignment, ask, now));
      announce(assignment, ask, orders);
    }
    if (!asks.isEmpty()) {
      moveHedges(assignment, asks, now, orders);
      long hedgeAt = patience.hedgeAtMillis(assignment, now);
      assignment.hedgeAt(hedgeAt <= now ? Assignment.NEVER : hedgeAt);
      wakeAt(assignment.hedgeAtMillis());
    }
  }

  private Ask begin(Assignment assignment, Member member, long now) {
    Choice.Estimate estimate = choice.estimate(assignment, member, now);
    long resendAfter = Math.max(policy.resendMillis(), Math.round(2 * estimate.p95Millis()));
    Ask ask = new Ask(member, assignment.infer(), estimate, now, resendAfter);
    member.asked(ask);
    roster.asked(member);
    assignment.asked(ask);
    wakeAt(ask.resendAtMillis());
    wakeAt(patience.silentAtMillis(member, now));
    return ask;
  }

  private static void announce(Assignment assignment, Ask ask, List<AssignerOrder> orders) {
    NodeId node = ask.member().node();
    orders.add(
        new Announce(
            new TaskAssigned(assignment.id(), assignment.epoch(), node, ask.hedgeAtMillis())));
    orders.add(new Say(node, assignment.infer()));
  }

  /** Others have joined: those asked before may be worth less waiting now, or more. */
  private void moveHedges(
      Assignment assignment, List<Ask> joined, long now, List<AssignerOrder> orders) {
    for (Ask ask : assignment.counting()) {
      if (ask.open() && !joined.contains(ask)) {
        long moved = patience.hedgeAtMillis(assignment, ask, now);
        if (moved != ask.hedgeAtMillis()) {
          ask.hedgeAt(moved);
          NodeId node = ask.member().node();
          orders.add(
              new Announce(new HedgeMoved(assignment.id(), assignment.epoch(), node, moved)));
        }
      }
    }
  }

  /** Asks more nodes when fewer than the quorum have answered by when they should have. */
  void hedge(Assignment assignment, long now, List<AssignerOrder> orders) {
    if (assignment.hedgeAtMillis() > now) {
      return;
    }
    assignment.hedgeAt(Assignment.NEVER);
    int most = Math.min(assignment.overdue(), policy.hedgesMax() - assignment.hedges());
    if (most <= 0 || hedgesInHundredths < 100 || assignment.need() > 0) {
      return;
    }
    for (int i = 0; i < most; i++) {
      assignment.hedged();
    }
    hedgesInHundredths -= 100 * most;
    List<Member> free =
        roster.offering(
            assignment,
            member ->
                patience.trusted(member, now)
                    && member.free(policy, now)
                    && !assignment.hasAsked(member),
            enough(most));
    List<Member> best = choice.best(assignment, free, most, now);
    ask(assignment, best, now, orders);
    assignment.needNoMore(); // a hedge that finds nobody is no shortage
  }

  /** A task more was led: so many more hedges and tries there may be. */
  void earn() {
    hedgesInHundredths =
        Math.min(HEDGES_SAVED_MAX * 100, hedgesInHundredths + policy.hedgePercent());
    triesInHundredths = Math.min(TRIES_SAVED_MAX * 100, triesInHundredths + policy.tryPercent());
  }

  /** Asks a node again from which nothing has been heard. */
  void resend(Member member, long now, List<AssignerOrder> orders) {
    for (Ask ask : member.asks()) {
      if (ask.resendAtMillis() <= now) {
        ask.resent(now);
        orders.add(new Say(member.node(), ask.infer()));
      }
    }
  }

  /** When the next tick is wanted, as far as it has come up since the last time. */
  long takeSoonest() {
    long soonest = soonestMillis;
    soonestMillis = NEVER;
    return soonest;
  }

  /** Considers everything for which a tick is wanted. */
  void lookAhead(Map<TaskId, Assignment> assignments, long now) {
    wakeAt(roster.dueMillis());
    for (Member member : roster.busy()) {
      wakeAt(patience.silentAtMillis(member, now));
      member.asks().forEach(ask -> wakeAt(ask.resendAtMillis()));
    }
    assignments.values().forEach(assignment -> wakeAt(assignment.hedgeAtMillis()));
  }

  private void wakeWhenQuietEnds(List<Member> fit, long now) {
    for (Member member : fit) {
      if (member.quietUntilMillis() > now) {
        wakeAt(member.quietUntilMillis());
      }
    }
  }

  private void wakeAt(long millis) {
    soonestMillis = Math.min(soonestMillis, millis);
  }
}
