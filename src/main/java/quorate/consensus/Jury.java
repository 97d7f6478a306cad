package quorate.consensus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import quorate.consensus.JuryInput.Assigned;
import quorate.consensus.JuryInput.Cancelled;
import quorate.consensus.JuryInput.Committed;
import quorate.consensus.JuryInput.Declined;
import quorate.consensus.JuryInput.Exhausted;
import quorate.consensus.JuryInput.GivenUp;
import quorate.consensus.JuryInput.Gone;
import quorate.consensus.JuryInput.HedgeMoved;
import quorate.consensus.JuryInput.Led;
import quorate.consensus.JuryInput.Left;
import quorate.consensus.JuryInput.Revealed;
import quorate.consensus.JuryInput.Tick;
import quorate.consensus.JuryOrder.Announce;
import quorate.consensus.JuryOrder.Refuse;
import quorate.consensus.JuryOrder.WakeMe;
import quorate.task.Machine;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.task.Verdict.Outcome;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.TaskDeclined;
import quorate.wire.Note.VerdictReached;
import quorate.wire.Received.Good;

/**
 * Judges the tasks that this node leads: hears commitments, opens the reveals, compares what is
 * shown, and says how each task ended. See {@link Trial} for one of them.
 *
 * <p>Every task led ends in exactly one verdict here, at its deadline at the latest, unless another
 * leader takes it over. Orders are carried out in their order.
 */
public final class Jury implements Machine<JuryInput, JuryOrder> {
  /** How many inputs of dispatch may come before the task that they are about; more are dropped. */
  static final int EARLY_MAX = 1024;

  private static final long NEVER = Long.MAX_VALUE;

  private final JuryPolicy policy;
  private final Diligence diligence;
  private final Map<TaskId, Trial> trials = new LinkedHashMap<>();
  private final Deque<Early> early = new ArrayDeque<>();
  private final Stragglers stragglers;
  private final Decided decided;
  private long wakeAtMillis = NEVER;

  /** A jury that is content with what the terms demand. */
  public Jury(JuryPolicy policy) {
    this(policy, Diligence.NONE);
  }

  public Jury(JuryPolicy policy, Diligence diligence) {
    this.policy = policy;
    this.diligence = diligence;
    this.stragglers = new Stragglers(policy.lateMax());
    this.decided = new Decided(policy.decidedMax());
  }

  @Override
  public List<JuryOrder> on(JuryInput input) {
    long now = input.nowMillis();
    return switch (input) {
      case Led led -> led(led);
      case Left left -> left(left.task());
      case Cancelled cancelled -> cancelled(cancelled.task());
      case Assigned assigned -> assigned(assigned);
      case HedgeMoved moved -> hedgeMoved(moved);
      case Exhausted exhausted -> exhausted(exhausted);
      case GivenUp given -> givenUp(given);
      case Gone gone -> gone(gone.node(), now);
      case Committed(Good<AnswerCommitted> heard, long at) -> committed(heard, at);
      case Revealed(Good<AnswerRevealed> heard, long at) -> revealed(heard, at);
      case Declined(Good<TaskDeclined> heard, long at) -> declined(heard, at);
      case Tick tick -> tick(tick.nowMillis());
    };
  }

  /** How many tasks are before the jury. */
  public int trials() {
    return trials.size();
  }

  private List<JuryOrder> led(Led led) {
    TaskId task = led.task().id();
    Trial known = trials.get(task);
    if (known != null && known.epoch() >= led.epoch()) {
      return List.of();
    }
    Trial trial = new Trial(led.task(), led.epoch(), policy, diligence);
    if (known == null && trials.size() >= policy.trialsMax()) {
      return List.of(
          trial.decided(trial.without(Outcome.FAILED, "the leading node has too many tasks")));
    }
    trials.put(task, trial);
    List<JuryOrder> orders = new ArrayList<>(review(trial, led.nowMillis()));
    for (JuryInput waited : takeEarly(task)) {
      orders.addAll(on(waited));
    }
    return orders;
  }

  private List<JuryOrder> left(TaskId task) {
    trials.remove(task);
    return List.of();
  }

  private List<JuryOrder> cancelled(TaskId task) {
    Trial trial = trials.get(task);
    return trial == null
        ? List.of()
        : ended(trial, trial.decided(trial.without(Outcome.CANCELLED, "the client called it off")));
  }

  private List<JuryOrder> assigned(Assigned assigned) {
    Trial trial = trials.get(assigned.task());
    if (trial == null || trial.epoch() != assigned.epoch()) {
      return keepEarly(assigned.task(), assigned);
    }
    trial.assigned(assigned.node(), assigned.hedgeAtMillis());
    return review(trial, assigned.nowMillis());
  }

  private List<JuryOrder> hedgeMoved(HedgeMoved moved) {
    Trial trial = trials.get(moved.task());
    if (trial == null || trial.epoch() != moved.epoch()) {
      return keepEarly(moved.task(), moved);
    }
    trial.hedgeMoved(moved.node(), moved.hedgeAtMillis());
    return review(trial, moved.nowMillis());
  }

  private List<JuryOrder> exhausted(Exhausted exhausted) {
    Trial trial = trials.get(exhausted.task());
    if (trial == null || trial.epoch() != exhausted.epoch()) {
      return keepEarly(exhausted.task(), exhausted);
    }
    trial.exhausted();
    return review(trial, exhausted.nowMillis());
  }

  private List<JuryOrder> givenUp(GivenUp given) {
    Trial trial = trials.get(given.task());
    if (trial == null || trial.epoch() != given.epoch()) {
      return stragglers
          .tell(given.task(), given.epoch(), late -> late.forgo(given.node()))
          .orElse(List.of());
    }
    trial.gone(given.node());
    return review(trial, given.nowMillis());
  }

  private List<JuryOrder> gone(NodeId node, long nowMillis) {
    List<JuryOrder> orders = new ArrayList<>(stragglers.gone(node));
    for (Trial trial : List.copyOf(trials.values())) {
      trial.gone(node);
      orders.addAll(review(trial, nowMillis));
    }
    return orders;
  }

  private List<JuryOrder> committed(Good<AnswerCommitted> heard, long now) {
    TaskId task = heard.said().task();
    long epoch = heard.said().epoch();
    return stragglers
        .tell(task, epoch, late -> late.committed(heard, now))
        .map(this::alsoLater)
        .orElseGet(() -> heard(heard, task, epoch, now, trial -> trial.committed(heard)));
  }

  private List<JuryOrder> revealed(Good<AnswerRevealed> heard, long now) {
    TaskId task = heard.said().task();
    long epoch = heard.said().epoch();
    return stragglers
        .tell(task, epoch, late -> late.revealed(heard))
        .orElseGet(() -> heard(heard, task, epoch, now, trial -> trial.revealed(heard)));
  }

  private List<JuryOrder> declined(Good<TaskDeclined> heard, long now) {
    TaskId task = heard.said().task();
    long epoch = heard.said().epoch();
    return stragglers
        .tell(task, epoch, late -> late.forgo(heard.speaker()))
        .orElseGet(() -> heard(heard, task, epoch, now, trial -> trial.declined(heard)));
  }

  /** The same orders, and the wish to be woken for what is late. */
  private List<JuryOrder> alsoLater(List<JuryOrder> orders) {
    List<JuryOrder> all = new ArrayList<>(orders);
    wakeMe(stragglers.dueMillis(), all);
    return all;
  }

  private List<JuryOrder> heard(
      Good<?> heard, TaskId task, long epoch, long now, Function<Trial, Optional<Reason>> tell) {
    Trial trial = trials.get(task);
    if (trial == null) {
      Reason why = decided.containsKey(task) ? Reason.TOO_LATE : Reason.NOT_ASSIGNED;
      return List.of(new Refuse(heard.speaker(), why));
    }
    if (trial.epoch() != epoch) {
      return List.of(new Refuse(heard.speaker(), Reason.STALE_EPOCH));
    }
    List<JuryOrder> orders = new ArrayList<>();
    tell.apply(trial).ifPresent(why -> orders.add(new Refuse(heard.speaker(), why)));
    orders.addAll(review(trial, now));
    return orders;
  }

  private List<JuryOrder> tick(long nowMillis) {
    wakeAtMillis = NEVER; // even when it comes early: what is still to come is asked for again
    List<JuryOrder> orders = new ArrayList<>(stragglers.tick(nowMillis));
    wakeMe(stragglers.dueMillis(), orders);
    for (Trial trial : List.copyOf(trials.values())) {
      if (trial.dueMillis() <= nowMillis) {
        orders.addAll(review(trial, nowMillis));
      } else {
        wakeMe(trial.dueMillis(), orders);
      }
    }
    return orders;
  }

  private List<JuryOrder> review(Trial trial, long nowMillis) {
    List<JuryOrder> orders = new ArrayList<>(trial.review(nowMillis));
    if (!orders.isEmpty() && orders.getLast() instanceof Announce(VerdictReached verdict)) {
      List<JuryOrder> end = new ArrayList<>();
      trial
          .late(verdict.verdict())
          .ifPresent(late -> end.addAll(alsoLater(stragglers.keep(late, nowMillis))));
      end.addAll(ended(trial, new Announce(verdict)));
      return end;
    }
    wakeMe(trial.dueMillis(), orders);
    return orders;
  }

  private List<JuryOrder> ended(Trial trial, JuryOrder verdict) {
    trials.remove(trial.task());
    decided.put(trial.task(), true);
    return List.of(verdict);
  }

  private void wakeMe(long dueMillis, List<JuryOrder> orders) {
    if (dueMillis < wakeAtMillis) {
      wakeAtMillis = dueMillis;
      orders.add(new WakeMe(dueMillis));
    }
  }

  /** Rooms hear a note one after the other: dispatch may act on it before we have heard it. */
  private List<JuryOrder> keepEarly(TaskId task, JuryInput input) {
    if (!decided.containsKey(task)) {
      if (early.size() >= EARLY_MAX) {
        early.removeFirst();
      }
      early.addLast(new Early(task, input));
    }
    return List.of();
  }

  private List<JuryInput> takeEarly(TaskId task) {
    List<JuryInput> taken = new ArrayList<>();
    for (Early each : early) {
      if (each.task().equals(task)) {
        taken.add(each.input());
      }
    }
    early.removeIf(each -> each.task().equals(task));
    return taken;
  }

  private record Early(TaskId task, JuryInput input) {}

  /** The last tasks decided; the oldest is forgotten first. */
  private static final class Decided extends LinkedHashMap<TaskId, Boolean> {
    private static final long serialVersionUID = 1;
    private final int max;

    Decided(int max) {
      this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<TaskId, Boolean> eldest) {
      return size() > max;
    }
  }
}
