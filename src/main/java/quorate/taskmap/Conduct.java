package quorate.taskmap;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import quorate.task.NodeId;
import quorate.task.SessionId;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.wire.Note;

/**
 * How nodes have answered the tasks that this node led, since it started: what they said in time,
 * what they said after the verdict, and what is still awaited of them.
 */
public final class Conduct {
  /** The most nodes counted; of further ones nothing is known. */
  static final int NODES_MAX = 10_000;

  /** The most decided tasks whose late answers are awaited; of the eldest no more is counted. */
  static final int TASKS_MAX = 4096;

  private final Map<NodeId, Counts> nodes = new TreeMap<>();
  private final Map<TaskId, Awaited> tasks = new LinkedHashMap<>();

  /**
   * What is known of one node.
   *
   * @param agreed answers that a verdict rests on
   * @param dissented answers to agreed tasks that said something else
   * @param lateAgreed answers after the verdict that agree with it
   * @param lateDissented and that do not
   * @param awaited tasks that are decided, whose answer is compared when it comes
   */
  public record Counts(
      long agreed, long dissented, long lateAgreed, long lateDissented, long awaited) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    private Counts plus(long agreed, long dissented, long late, long lateDissent, long awaited) {
      return new Counts(
          this.agreed + agreed,
          this.dissented + dissented,
          lateAgreed + late,
          lateDissented + lateDissent,
          this.awaited + awaited);
    }
  }

  /** Of one task: whose answers are waited for, and whose may still count. */
  private record Awaited(Set<NodeId> waited, Set<NodeId> open) {}

  /** A copy, by node. */
  public Map<NodeId, Counts> counts() {
    return new TreeMap<>(nodes);
  }

  /** Counts what this node notes; other notes change nothing. */
  public void noted(Note note) {
    switch (note) {
      case Note.VerdictReached reached when counts(reached.task().session()) ->
          decided(reached.verdict());
      case Note.AnswersAwaited awaited when counts(awaited.task().session()) ->
          await(awaited.task().id(), awaited.nodes());
      case Note.LateAnswer late -> late(late);
      default -> {}
    }
  }

  private static boolean counts(SessionId session) {
    return !session.equals(SessionId.REHEARSAL);
  }

  private void decided(Verdict verdict) {
    if (verdict.outcome() == Verdict.Outcome.AGREED) {
      verdict.agreed().forEach(node -> add(node, 1, 0, 0, 0, 0));
      verdict.dissent().forEach(node -> add(node, 0, 1, 0, 0, 0));
    }
  }

  private void await(TaskId task, List<NodeId> awaited) {
    tasks.put(task, new Awaited(new LinkedHashSet<>(awaited), new LinkedHashSet<>(awaited)));
    awaited.forEach(node -> add(node, 0, 0, 0, 0, 1));
    if (tasks.size() > TASKS_MAX) {
      Map.Entry<TaskId, Awaited> eldest = tasks.entrySet().iterator().next();
      tasks.remove(eldest.getKey());
      eldest.getValue().waited.forEach(node -> add(node, 0, 0, 0, 0, -1));
    }
  }

  private void late(Note.LateAnswer late) {
    Awaited task = tasks.get(late.task());
    if (task == null) {
      return;
    }
    int waited = task.waited.remove(late.node()) ? -1 : 0;
    switch (late.lateness()) {
      case NONE -> add(late.node(), 0, 0, 0, 0, waited);
      case AGREES -> add(late.node(), 0, 0, open(task, late), 0, waited);
      case DISSENTS -> add(late.node(), 0, 0, 0, open(task, late), waited);
    }
    if (task.open.isEmpty()) {
      tasks.remove(late.task());
    }
  }

  private static int open(Awaited task, Note.LateAnswer late) {
    return task.open.remove(late.node()) ? 1 : 0;
  }

  private void add(
      NodeId node, long agreed, long dissented, long late, long lateDissent, long awaited) {
    if (nodes.size() < NODES_MAX || nodes.containsKey(node)) {
      nodes.merge(
          node,
          Counts.NONE.plus(agreed, dissented, late, lateDissent, awaited),
          (known, more) ->
              known.plus(
                  more.agreed, more.dissented, more.lateAgreed, more.lateDissented, more.awaited));
    }
  }
}
