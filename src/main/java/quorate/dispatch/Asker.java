package quorate.dispatch;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import quorate.dispatch.AssignerOrder.Announce;
import quorate.dispatch.AssignerOrder.Say;
import quorate.task.ModelId;
import quorate.task.TaskId;
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

  private static final long NEVER = Long.MAX_VALUE;

  private final DispatchPolicy policy;
  private final Roster roster;
  private final ServiceTimes times;
  private final Choice choice;
  private final Map<TaskId, Assignment> waiting = new LinkedHashMap<>(); // at most tasksMax
  private final Map<TaskId, Assignment> begun = new LinkedHashMap<>(); // at most tasksMax
  private int hedgesInHundredths = HEDGES_SAVED_MAX * 100;
  private long soonestMillis = NEVER;

  Asker(DispatchPolicy policy, Roster roster, ServiceTimes times) {
    this.policy = policy;
    this.roster = roster;
    this.times = times;
    this.choice = new Choice(times, policy);
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
            assignment.model(), member -> trusted(member, now) && !assignment.hasAsked(member));
    List<Member> free = fit.stream().filter(member -> member.free(policy, now)).toList();
    if (free.size() < Math.min(assignment.need(), fit.size())
        && worthWaiting(assignment, fit, free, now)) {
      wakeWhenQuietEnds(fit, now);
      return true;
    }
    boolean first = assignment.untouched();
    List<Member> best = choice.best(assignment, free, assignment.need(), now);
    ask(assignment, best, hedgeAt(assignment, best, now), now, orders);
    if (first && !best.isEmpty()) {
      probe(assignment, now, orders);
    }
    if (assignment.need() > 0 && free.size() == fit.size()) {
      lastResort(assignment, now, orders);
    }
    wakeWhenQuietEnds(fit, now);
    return false;
  }

  /** Whether it has neither failed nor kept us waiting for far longer than it should. */
  private boolean trusted(Member member, long now) {
    return member.breaker().state(now) == Breaker.State.ACTIVE
        && (member.idle() || now <= member.silentSinceMillis() + 2 * p95OfOldest(member, now));
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
        .offering(
            assignment.model(),
            member ->
                member.breaker().state(now) == Breaker.State.PROBE
                    && member.idle()
                    && member.free(policy, now)
                    && !assignment.hasAsked(member))
        .stream()
        .findFirst()
        .ifPresent(member -> {
          assignment.needOneMore();
          ask(assignment, List.of(member), now, now, orders);
        });
  }

  /** All that are fit have been asked: failed ones, then none. */
  private void lastResort(Assignment assignment, long now, List<AssignerOrder> orders) {
    if (assignment.live() < assignment.quorum() || assignment.escalated()) {
      List<Member> failed =
          roster.offering(
              assignment.model(),
              member -> !assignment.hasAsked(member) && member.free(policy, now));
      List<Member> best = choice.best(assignment, failed, assignment.need(), now);
      ask(assignment, best, hedgeAt(assignment, best, now), now, orders);
    }
    if (assignment.need() > 0) {
      shortage(assignment, now, orders);
    }
  }

  private void shortage(Assignment assignment, long now, List<AssignerOrder> orders) {
    long patience = assignment.escalated() ? 0 : policy.shortageMillis();
    long endsAt = assignment.shortSince(now) + patience;
    if (endsAt <= now) {
      assignment.needNoMore();
      orders.add(new Announce(new NodesExhausted(assignment.id(), assignment.epoch())));
    } else {
      wakeAt(endsAt);
    }
  }

  private void ask(
      Assignment assignment,
      List<Member> members,
      long hedgeAt,
      long now,
      List<AssignerOrder> orders) {
    for (Member member : members) {
      double p95 = choice.p95(assignment, member, now);
      // who will probably not be there by then is not waited for at all
      boolean hopeless = now + choice.expected(assignment, member, now) > hedgeAt;
      long resendAfter = Math.max(policy.resendMillis(), Math.round(2 * p95));
      Ask ask = new Ask(member, assignment.infer(), member.places(), now, resendAfter);
      member.asked(ask);
      assignment.asked(ask);
      wakeAt(ask.resendAtMillis());
      wakeAt(silentAtMillis(member, now));
      say(assignment, ask, hopeless ? now : hedgeAt, orders);
    }
    if (!members.isEmpty() && hedgeAt > now) {
      assignment.hedgeAt(hedgeAt);
      wakeAt(hedgeAt);
    }
  }

  private static void say(
      Assignment assignment, Ask ask, long hedgeAt, List<AssignerOrder> orders) {
    orders.add(
        new Announce(
            new TaskAssigned(assignment.id(), assignment.epoch(), ask.member().node(), hedgeAt)));
    orders.add(new Say(ask.member().node(), assignment.infer()));
  }

  /** When the fastest of them that make a quorum will have answered, with a probability of 95 %. */
  private long hedgeAt(Assignment assignment, List<Member> members, long now) {
    double[] p95s =
        members.stream()
            .mapToDouble(member -> choice.p95(assignment, member, now))
            .sorted()
            .toArray();
    if (p95s.length == 0) {
      return now;
    }
    double quorum = p95s[Math.min(assignment.quorum(), p95s.length) - 1];
    // in a later round each answer is needed: it pays to be patient
    double patience = assignment.escalated() ? 2 * p95s[p95s.length - 1] : quorum;
    return now + (long) Math.ceil(patience) + policy.hedgeSlackMillis();
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
            assignment.model(),
            member ->
                trusted(member, now) && member.free(policy, now) && !assignment.hasAsked(member));
    List<Member> best = choice.best(assignment, free, most, now);
    ask(assignment, best, hedgeAt(assignment, best, now), now, orders);
    assignment.needNoMore(); // a hedge that finds nobody is no shortage
  }

  /** A task more was led: so many more hedges there may be. */
  void earnHedge() {
    hedgesInHundredths =
        Math.min(HEDGES_SAVED_MAX * 100, hedgesInHundredths + policy.hedgePercent());
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

  /** When a node that owes an answer has failed if it stays silent. */
  long silentAtMillis(Member member, long now) {
    long patience = Math.max(policy.silentMillis(), 4 * p95OfOldest(member, now));
    return member.idle() ? NEVER : member.silentSinceMillis() + patience;
  }

  private long p95OfOldest(Member member, long now) {
    return member
        .oldest()
        .map(ask ->
            Math.round(times.p95Millis(member.node(), ask.infer().model(), ask.places(), now)))
        .orElse(0L);
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
    for (Member member : roster.members()) {
      if (!member.idle()) {
        wakeAt(silentAtMillis(member, now));
        member.asks().forEach(ask -> wakeAt(ask.resendAtMillis()));
      }
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
