package quorate.dispatch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.dispatch.AssignerInput.AnsweredLate;
import quorate.dispatch.AssignerInput.Committed;
import quorate.dispatch.AssignerInput.Decided;
import quorate.dispatch.AssignerInput.Declined;
import quorate.dispatch.AssignerInput.Gone;
import quorate.dispatch.AssignerInput.Led;
import quorate.dispatch.AssignerInput.Left;
import quorate.dispatch.AssignerInput.Revealed;
import quorate.dispatch.AssignerInput.Seen;
import quorate.dispatch.AssignerInput.Tick;
import quorate.dispatch.AssignerInput.Wanted;
import quorate.dispatch.AssignerOrder.Announce;
import quorate.dispatch.AssignerOrder.Refuse;
import quorate.dispatch.AssignerOrder.Say;
import quorate.dispatch.AssignerOrder.WakeMe;
import quorate.task.Digest;
import quorate.task.Machine;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.task.Verdict.Outcome;
import quorate.wire.Message.DropTask;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.TaskDeclined;
import quorate.wire.Note.NodeGivenUp;
import quorate.wire.Note.NodesExhausted;
import quorate.wire.Received.Good;

/**
 * Gives the tasks that this node leads to nodes, and sees to it that enough of them answer in time:
 * it hedges, asks again, replaces those that decline or fail, and drops what is no longer needed.
 * What the answers say is the jury's business; what it says about who was right is heard here.
 */
public final class Assigner implements Machine<AssignerInput, AssignerOrder> {
  private static final long NEVER = Long.MAX_VALUE;

  private final Digest network;
  private final DispatchPolicy policy;
  private final Roster roster;
  private final ServiceTimes times;
  private final Patience patience;
  private final Map<TaskId, Assignment> assignments = new LinkedHashMap<>();
  private final Asker asker;
  private long wakeAtMillis = NEVER;

  /** One that relies on nobody. */
  public Assigner(Digest network, DispatchPolicy policy) {
    this(network, policy, Reliance.NONE);
  }

  public Assigner(Digest network, DispatchPolicy policy, Reliance reliance) {
    this.network = network;
    this.policy = policy;
    this.roster = new Roster(policy, reliance);
    this.times = new ServiceTimes(policy.priorMillis());
    this.patience = new Patience(policy, roster, times);
    this.asker = new Asker(policy, roster, new Choice(times, policy, reliance), patience);
  }

  @Override
  public List<AssignerOrder> on(AssignerInput input) {
    List<AssignerOrder> orders = new ArrayList<>();
    long now = input.nowMillis();
    switch (input) {
      case Seen seen -> seen(seen.heard(), now, orders);
      case Gone gone -> lost(roster.gone(gone.node()), orders);
      case Led led -> led(led, orders);
      case Left left -> Optional.ofNullable(assignments.remove(left.task())).ifPresent(this::leave);
      case Wanted(var task, long epoch, long at) -> wanted(task, epoch, at);
      case Decided decided -> decided(decided.verdict(), now, orders);
      case Committed(var heard, long at) ->
          answered(heard.speaker(), heard.said().task(), heard.said().epoch(), at);
      case Revealed(var heard, long at) ->
          answered(heard.speaker(), heard.said().task(), heard.said().epoch(), at);
      case AnsweredLate(NodeId node, boolean agrees, long at) -> answeredLate(node, agrees, at);
      case Declined declined -> declined(declined.heard(), now);
      case Tick tick -> tick(now, orders);
    }
    asker.pump(now, orders);
    if (input instanceof Tick) {
      asker.lookAhead(assignments, now);
    }
    wakeMe(asker.takeSoonest(), orders);
    return orders;
  }

  /** How many tasks are led. */
  public int leading() {
    return assignments.size();
  }

  /** Whether a node has failed and gets no work until it has been probed. */
  public boolean excluded(NodeId node, long nowMillis) {
    return roster.member(node).map(member -> member.breaker().state(nowMillis)).stream()
        .anyMatch(state -> state != Breaker.State.ACTIVE);
  }

  private void seen(Good<NodeSeen> heard, long now, List<AssignerOrder> orders) {
    lost(roster.seen(heard.speaker(), heard.said(), now), orders);
  }

  private void led(Led led, List<AssignerOrder> orders) {
    TaskId id = led.task().id();
    Assignment known = assignments.get(id);
    if (known != null && known.epoch() >= led.epoch()) {
      return;
    }
    if (known != null) {
      leave(known);
    } else if (assignments.size() >= policy.tasksMax()) {
      orders.add(new Refuse(Reason.BUSY));
      orders.add(new Announce(new NodesExhausted(id, led.epoch())));
      return;
    }
    Assignment assignment = new Assignment(network, led.task(), led.epoch());
    assignments.put(id, assignment);
    asker.enqueue(assignment);
    asker.earn();
  }

  private void leave(Assignment assignment) {
    asker.forget(assignment);
    for (Ask ask : assignment.asks()) {
      ask.member().forget(ask);
    }
  }

  private void wanted(TaskId task, long epoch, long now) {
    Assignment assignment = assignments.get(task);
    if (assignment != null && assignment.epoch() == epoch) {
      assignment.escalate(now);
      asker.enqueue(assignment);
    }
  }

  private void decided(Verdict verdict, long now, List<AssignerOrder> orders) {
    Assignment assignment = assignments.get(verdict.task());
    if (assignment == null || assignment.epoch() != verdict.epoch()) {
      return;
    }
    assignments.remove(verdict.task());
    asker.forget(assignment);
    for (Ask ask : assignment.asks()) {
      close(ask, verdict.outcome(), now, orders);
    }
    for (NodeId node : verdict.agreed()) {
      roster.member(node).ifPresent(member -> member.breaker().agreed());
    }
    if (verdict.outcome() == Outcome.AGREED) {
      for (NodeId node : verdict.dissent()) {
        roster.member(node).ifPresent(member -> roster.failed(member, now));
      }
    }
  }

  /**
   * Drops what has not been answered, but for what a node has had longest: it is probably at it,
   * and its answer, however late, tells how long it takes.
   */
  private void close(Ask ask, Outcome outcome, long now, List<AssignerOrder> orders) {
    if (!ask.open()) {
      return;
    }
    ask.close();
    Member member = ask.member();
    times.waited(member.node(), ask.infer().model(), now - ask.askedAtMillis(), ask.places(), now);
    boolean oldest = member.oldest().filter(ask::equals).isPresent();
    if (!oldest || outcome == Outcome.CANCELLED) {
      member.forget(ask);
      TaskId task = ask.infer().task();
      long epoch = ask.infer().epoch();
      orders.add(new Say(member.node(), new DropTask(task, epoch)));
      if (outcome == Outcome.AGREED) {
        orders.add(new Announce(new NodeGivenUp(task, epoch, member.node())));
      }
    }
  }

  private void answered(NodeId speaker, TaskId task, long epoch, long now) {
    Optional<Ask> asked = roster.member(speaker).flatMap(member -> member.ask(task, epoch));
    if (asked.isEmpty()) {
      return;
    }
    Ask ask = asked.get();
    ask.end(Ask.State.ANSWERED);
    ask.member().answered(ask, now);
    long took = now - ask.askedAtMillis();
    times.answered(speaker, ask.infer().model(), took, ask.places(), now);
    if (ask.closed() && ask.member().breaker().state(now) == Breaker.State.PROBE) {
      ask.member().breaker().proved();
    }
  }

  /** What came after a verdict tells as much about a node, but does not bring it back sooner. */
  private void answeredLate(NodeId node, boolean agrees, long now) {
    Optional<Member> member = roster.member(node);
    if (!agrees) {
      member.ifPresent(each -> roster.failed(each, now));
    } else {
      member
          .map(Member::breaker)
          .filter(each -> each.state(now) == Breaker.State.ACTIVE)
          .ifPresent(Breaker::agreed);
    }
  }

  private void declined(Good<TaskDeclined> heard, long now) {
    TaskDeclined said = heard.said();
    Optional<Ask> asked =
        roster.member(heard.speaker()).flatMap(m -> m.ask(said.task(), said.epoch()));
    if (asked.isEmpty()) {
      return;
    }
    Ask ask = asked.get();
    ask.end(Ask.State.DECLINED);
    ask.member().answered(ask, now);
    Assignment assignment = assignments.get(said.task());
    if (assignment != null && assignment.epoch() == said.epoch()) {
      assignment.needOneMore();
      asker.enqueue(assignment);
      consider(said.reason(), ask, assignment, now);
    }
  }

  private void consider(Reason reason, Ask ask, Assignment assignment, long now) {
    Member member = ask.member();
    switch (reason) {
      case BUSY -> {
        member.quiet(now + policy.busyMillis());
        assignment.unasked(ask); // it may be asked again, when it is less busy
      }
      case INFERENCE_FAILED, PICTURE_CORRUPT, PICTURE_MISSING, TOO_LARGE -> {
        roster.failed(member, now);
        assignment.blame(member).forEach(each -> each.breaker().pardon());
      }
      case MODEL_BROKEN, MODEL_MISSING -> roster.failed(member, now);
      case MALFORMED,
          WRONG_VERSION,
          WRONG_NETWORK,
          BAD_SIGNATURE,
          UNKNOWN_MESSAGE,
          DRAINING,
          TOO_LATE,
          NOT_ASSIGNED,
          STALE_EPOCH,
          COMMITTED_TWICE,
          COMMITTED_LATE,
          REVEAL_MISMATCH -> {}
    }
  }

  private void lost(List<Ask> asks, List<AssignerOrder> orders) {
    for (Ask ask : asks) {
      Assignment assignment = assignments.get(ask.infer().task());
      if (assignment != null && !ask.closed() && assignment.epoch() == ask.infer().epoch()) {
        assignment.needOneMore();
        asker.enqueue(assignment);
        NodeId node = ask.member().node();
        orders.add(new Announce(new NodeGivenUp(assignment.id(), assignment.epoch(), node)));
      }
    }
  }

  private void tick(long now, List<AssignerOrder> orders) {
    wakeAtMillis = NEVER; // even when it comes early: what is still to come is asked for again
    for (NodeId node : roster.expired(now)) {
      lost(roster.gone(node), orders);
    }
    for (Member member : roster.busy()) {
      if (patience.silentAtMillis(member, now) <= now) {
        roster.failed(member, now);
        lost(member.loseAsks(), orders);
      }
      asker.resend(member, now, orders);
    }
    for (Assignment assignment : assignments.values()) {
      asker.hedge(assignment, now, orders);
    }
  }

  private void wakeMe(long dueMillis, List<AssignerOrder> orders) {
    if (dueMillis < wakeAtMillis) {
      wakeAtMillis = dueMillis;
      orders.add(new WakeMe(dueMillis));
    }
  }
}
