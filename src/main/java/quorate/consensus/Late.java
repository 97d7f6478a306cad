package quorate.consensus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quorate.consensus.JuryOrder.Announce;
import quorate.consensus.JuryOrder.Refuse;
import quorate.consensus.JuryOrder.Say;
import quorate.task.Answer;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.RevealAnswer;
import quorate.wire.Note.AnswersAwaited;
import quorate.wire.Note.LateAnswer;
import quorate.wire.Note.Lateness;
import quorate.wire.Question;
import quorate.wire.Received.Good;

/**
 * A task that was decided before all who were asked had answered. Their answers change nothing any
 * more, and are compared all the same: honest work that is late is credited, and a slow liar is
 * named (trust.md, rule 3). It is over at the task's deadline.
 */
final class Late {
  private final Task task;
  private final long epoch;
  private final Answer agreed;
  private final JuryPolicy policy;
  private final Comparator comparator;
  private final Digest question;
  private final Map<NodeId, Ballot> ballots = new LinkedHashMap<>();
  private final Set<NodeId> awaited = new LinkedHashSet<>(); // of the ballots
  private long dueMillis;

  /**
   * What is left of a trial.
   *
   * @param agreed the verdict's answer
   * @param open the ballots of those who have not shown an answer and may still
   */
  Late(Task task, long epoch, Answer agreed, Collection<Ballot> open, JuryPolicy policy) {
    this.task = task;
    this.epoch = epoch;
    this.agreed = agreed;
    this.policy = policy;
    this.comparator = Comparator.of(task.kind(), task.terms());
    this.question = Question.of(task).digest();
    open.forEach(ballot -> ballots.put(ballot.node(), ballot));
    awaited.addAll(ballots.keySet());
  }

  TaskId task() {
    return task.id();
  }

  long epoch() {
    return epoch;
  }

  /** Nothing more can come. */
  boolean over() {
    return ballots.isEmpty();
  }

  List<JuryOrder> begin(long nowMillis) {
    List<JuryOrder> orders = new ArrayList<>();
    orders.add(new Announce(new AnswersAwaited(task, epoch, List.copyOf(awaited))));
    ballots.values().stream()
        .filter(Ballot::bound)
        .forEach(ballot -> orders.add(ask(ballot, nowMillis)));
    lookAhead(nowMillis);
    return orders;
  }

  List<JuryOrder> committed(Good<AnswerCommitted> heard, long nowMillis) {
    Ballot ballot = ballots.get(heard.speaker());
    if (ballot == null || !Trial.sealed(task)) {
      return refuse(heard, Reason.TOO_LATE);
    }
    Optional<Reason> refused = ballot.commit(heard, ballot.round());
    if (refused.isPresent()) {
      return refuse(heard, refused.get());
    }
    if (!ballot.bound()) {
      return List.of(); // said again
    }
    JuryOrder asked = ask(ballot, nowMillis);
    lookAhead(nowMillis);
    return List.of(asked);
  }

  List<JuryOrder> revealed(Good<AnswerRevealed> heard) {
    Ballot ballot = ballots.get(heard.speaker());
    if (ballot == null || !Trial.sealed(task)) {
      return refuse(heard, Reason.TOO_LATE);
    }
    Optional<Reason> refused = ballot.reveal(heard, question);
    if (!ballot.shown()) {
      return refuse(heard, refused.orElse(Reason.NOT_ASSIGNED));
    }
    List<JuryOrder> orders = new ArrayList<>();
    refused.ifPresent(why -> orders.add(new Refuse(heard.speaker(), why)));
    boolean agrees = ballot.answer().filter(comparator::fits).filter(this::agrees).isPresent();
    orders.add(end(ballot.node(), agrees ? Lateness.AGREES : Lateness.DISSENTS));
    ballots.remove(ballot.node());
    return orders;
  }

  private boolean agrees(Answer answer) {
    return comparator.agree(agreed, answer);
  }

  /** It is not waited for; should it answer before the deadline, that still counts. */
  List<JuryOrder> forgo(NodeId node) {
    return awaited.contains(node) ? List.of(end(node, Lateness.NONE)) : List.of();
  }

  /** Asks again for reveals that are lost; at the deadline all is over. */
  List<JuryOrder> tick(long nowMillis) {
    List<JuryOrder> orders = new ArrayList<>();
    if (task.deadlineAtMillis() <= nowMillis) {
      ballots.clear();
      List.copyOf(awaited).forEach(node -> orders.addAll(forgo(node)));
      return orders;
    }
    for (Ballot ballot : ballots.values()) {
      if (ballot.askAgainDue(nowMillis)) {
        orders.add(ask(ballot, nowMillis));
      } else if (ballot.mute(nowMillis)) {
        orders.addAll(forgo(ballot.node()));
      }
    }
    lookAhead(nowMillis);
    return orders;
  }

  /** When time alone changes something. */
  long dueMillis() {
    return dueMillis;
  }

  private void lookAhead(long nowMillis) {
    dueMillis = task.deadlineAtMillis();
    for (Ballot ballot : ballots.values()) {
      if (ballot.revealing(nowMillis)) {
        dueMillis = Math.min(dueMillis, ballot.dueMillis(nowMillis, ballot.round()));
      }
    }
  }

  private Say ask(Ballot ballot, long nowMillis) {
    ballot.askReveal(nowMillis, policy);
    return new Say(ballot.node(), new RevealAnswer(task.id(), epoch));
  }

  private Announce end(NodeId node, Lateness how) {
    awaited.remove(node);
    return new Announce(new LateAnswer(task.id(), epoch, node, how));
  }

  private static List<JuryOrder> refuse(Good<?> heard, Reason why) {
    return List.of(new Refuse(heard.speaker(), why));
  }
}
