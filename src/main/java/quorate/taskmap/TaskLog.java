package quorate.taskmap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import quorate.task.Machine;
import quorate.task.NodeId;
import quorate.task.SessionId;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.wire.Message;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.TaskDeclined;
import quorate.wire.Message.TasksSeen;
import quorate.wire.Note;
import quorate.wire.TaskSeen;
import quorate.wire.TaskSeen.Phase;
import quorate.wire.TaskSeen.Stage;

/**
 * What a leader tells the map about its tasks: the last ones it led, each as one record, and at
 * every beat those that have changed. It says nothing while nobody watches; to the first viewer it
 * says all that it keeps.
 */
public final class TaskLog implements Machine<TaskLog.Input, TasksSeen> {
  /** The most tasks kept; the oldest are forgotten. */
  public static final int TASKS_MAX = 1024;

  /** The most tasks in one message: it stays below the largest message, whatever the ballots. */
  static final int BATCH_MAX = 128;

  /** The most messages at one beat; what is left waits for the next. */
  static final int BATCHES_MAX = 8;

  private static final int BALLOTS_MAX = 32;

  private final NodeId self;
  private final LinkedHashMap<TaskId, TaskSeen> tasks = new LinkedHashMap<>();
  private final Set<TaskId> changed = new LinkedHashSet<>();
  private boolean watched;

  public TaskLog(NodeId self) {
    this.self = self;
  }

  /** What a leader's log is told. */
  public sealed interface Input {}

  /** A note of this node. */
  public record Noted(Note note, long atMillis) implements Input {}

  /** A message to this node. */
  public record Heard(NodeId speaker, Message said, long atMillis) implements Input {}

  /**
   * Time to tell.
   *
   * @param viewers how many browsers watch, at whichever node
   */
  public record Beat(int viewers) implements Input {}

  @Override
  public List<TasksSeen> on(Input input) {
    switch (input) {
      case Noted(Note note, long at) -> noted(note, at);
      case Heard(NodeId speaker, Message said, long at) -> heard(speaker, said, at);
      case Beat(int viewers) -> {
        return beat(viewers);
      }
    }
    return List.of();
  }

  private void noted(Note note, long at) {
    switch (note) {
      case Note.LeadTask lead -> lead(lead);
      case Note.TaskAssigned assigned ->
          stage(assigned.task(), assigned.node(), Stage.ASKED, Phase.ASSIGNED, at);
      case Note.VerdictReached reached -> decided(reached.verdict(), at);
      case Note.TaskLeft left -> left(left.task());
      case Note.CancelTask cancel -> cancelled(cancel.task(), at);
      case Note.NodesExhausted exhausted -> {}
      case Note.NodeGivenUp given -> {}
      case Note.HedgeMoved moved -> {}
      case Note.AnswerWanted wanted -> {}
      case Note.NodeGone gone -> {}
      case Note.BlockStored stored -> {}
      case Note.LedgerChanged changed -> {}
      case Note.PaymentDue due -> {}
      case Note.PaymentOwed owed -> {}
      case Note.AnswersAwaited awaited -> {}
      case Note.LateAnswer late -> late(late, at);
    }
  }

  private void heard(NodeId speaker, Message said, long at) {
    if (said instanceof AnswerCommitted committed) {
      stage(committed.task(), speaker, Stage.COMMITTED, Phase.ASSIGNED, at);
    } else if (said instanceof AnswerRevealed revealed) {
      stage(revealed.task(), speaker, Stage.REVEALED, Phase.REVEALING, at);
    } else if (said instanceof TaskDeclined declined) {
      stage(declined.task(), speaker, Stage.DECLINED, Phase.ASSIGNED, at);
    }
  }

  private void lead(Note.LeadTask lead) {
    var task = lead.task();
    if (task.session().equals(SessionId.REHEARSAL)) {
      return; // nobody's task
    }
    put(
        new TaskSeen(
            task.id(),
            self,
            task.model(),
            Phase.ACCEPTED,
            task.acceptedAtMillis(),
            lead.ackMillis(),
            0,
            List.of(),
            Optional.empty()));
    if (tasks.size() > TASKS_MAX) {
      forget(tasks.keySet().iterator().next());
    }
  }

  private void stage(TaskId id, NodeId node, Stage stage, Phase phase, long at) {
    change(
        id,
        task -> {
          List<TaskSeen.Ballot> ballots = new ArrayList<>(task.ballots());
          int index = indexOf(ballots, node);
          boolean asked = stage == Stage.ASKED;
          boolean known = index >= 0;
          if (asked == known || ballots.size() == BALLOTS_MAX) {
            return task; // asked again, or an answer that nobody asked for
          }
          var ballot = new TaskSeen.Ballot(node, stage, after(task, at));
          if (known && ballots.get(index).stage().compareTo(stage) < 0) {
            ballots.set(index, ballot);
          } else if (!known) {
            ballots.add(ballot);
          }
          return with(task, later(task.phase(), phase), ballots);
        });
  }

  private void decided(Verdict verdict, long at) {
    change(
        verdict.task(),
        task -> {
          List<TaskSeen.Ballot> ballots =
              task.ballots().stream().map(ballot -> judged(ballot, verdict)).toList();
          return new TaskSeen(
              task.task(),
              self,
              task.model(),
              Phase.DECIDED,
              task.acceptedAtMillis(),
              task.ackMillis(),
              Math.max(1, after(task, at)),
              ballots,
              Optional.of(verdict.outcome()));
        });
  }

  private void late(Note.LateAnswer late, long at) {
    @Nullable TaskSeen task = tasks.get(late.task());
    int index = task == null ? -1 : indexOf(task.ballots(), late.node());
    if (task != null && index >= 0 && late.lateness() != Note.Lateness.NONE) {
      boolean agrees = late.lateness() == Note.Lateness.AGREES;
      List<TaskSeen.Ballot> ballots = new ArrayList<>(task.ballots());
      Stage stage = agrees ? Stage.AGREED : Stage.DISSENTED;
      ballots.set(index, new TaskSeen.Ballot(late.node(), stage, after(task, at)));
      put(with(task, task.phase(), ballots));
    }
  }

  private void cancelled(TaskId id, long at) {
    decided(Verdict.without(id, 0, Verdict.Outcome.CANCELLED, ""), at);
  }

  private void left(TaskId id) {
    @Nullable TaskSeen task = tasks.get(id);
    if (task != null && task.phase() != Phase.DECIDED) {
      forget(id);
    }
  }

  private static TaskSeen.Ballot judged(TaskSeen.Ballot ballot, Verdict verdict) {
    Stage stage = ballot.stage();
    if (verdict.agreed().contains(ballot.node())) {
      stage = Stage.AGREED;
    } else if (verdict.dissent().contains(ballot.node())) {
      stage = Stage.DISSENTED;
    } else if (stage == Stage.ASKED || stage == Stage.COMMITTED) {
      stage = Stage.DROPPED;
    }
    return new TaskSeen.Ballot(ballot.node(), stage, ballot.afterMillis());
  }

  private List<TasksSeen> beat(int viewers) {
    if (viewers == 0) {
      watched = false;
      changed.clear();
      return List.of();
    }
    if (!watched) {
      watched = true;
      changed.addAll(tasks.keySet());
    }
    List<TasksSeen> told = new ArrayList<>();
    while (!changed.isEmpty() && told.size() < BATCHES_MAX) {
      told.add(batch());
    }
    return told;
  }

  private TasksSeen batch() {
    List<TaskSeen> batch = new ArrayList<>();
    var ids = changed.iterator();
    while (ids.hasNext() && batch.size() < BATCH_MAX) {
      @Nullable TaskSeen task = tasks.get(ids.next());
      ids.remove();
      if (task != null) {
        batch.add(task);
      }
    }
    return new TasksSeen(batch);
  }

  private void change(TaskId id, UnaryOperator<TaskSeen> change) {
    @Nullable TaskSeen task = tasks.get(id);
    if (task != null && task.phase() != Phase.DECIDED) {
      put(change.apply(task));
    }
  }

  private void put(TaskSeen task) {
    if (!task.equals(tasks.put(task.task(), task))) {
      changed.add(task.task());
    }
  }

  private void forget(TaskId id) {
    tasks.remove(id);
    changed.remove(id);
  }

  private static TaskSeen with(TaskSeen task, Phase phase, List<TaskSeen.Ballot> ballots) {
    return new TaskSeen(
        task.task(),
        task.gateway(),
        task.model(),
        phase,
        task.acceptedAtMillis(),
        task.ackMillis(),
        task.verdictMillis(),
        ballots,
        task.outcome());
  }

  private static int after(TaskSeen task, long at) {
    return Math.clamp(at - task.acceptedAtMillis(), 0, Integer.MAX_VALUE);
  }

  private static Phase later(Phase one, Phase other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private static int indexOf(List<TaskSeen.Ballot> ballots, NodeId node) {
    for (int i = 0; i < ballots.size(); i++) {
      if (ballots.get(i).node().equals(node)) {
        return i;
      }
    }
    return -1;
  }

  /** How many tasks are kept. */
  int size() {
    return tasks.size();
  }

  /** What is kept of one task, for tests. */
  @Nullable TaskSeen get(TaskId id) {
    return tasks.get(id);
  }
}
