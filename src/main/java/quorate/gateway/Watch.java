package quorate.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quorate.gateway.ServerFrame.Phase;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;

/**
 * How far the tasks of one client are, for its eyes only: nothing depends on it. What changes is
 * merged and told after a while, and not at all when the result comes first or the socket is full.
 */
final class Watch {
  static final long MERGE_MILLIS = 100;

  private static final int NODES_MAX = 32;

  private final int tasksMax;
  private final Map<TaskId, Seen> seen = new LinkedHashMap<>();
  private boolean changed;
  private boolean asleep;
  private boolean flush;

  private static final class Seen {
    private final Terms terms;
    private final Set<NodeId> asked = new LinkedHashSet<>();
    private final Set<NodeId> voted = new LinkedHashSet<>();
    private boolean decided;
    private boolean changed;

    Seen(Terms terms) {
      this.terms = terms;
    }
  }

  Watch(int tasksMax) {
    this.tasksMax = tasksMax;
  }

  void begin(Task task) {
    if (seen.size() < tasksMax) {
      seen.putIfAbsent(task.id(), new Seen(task.terms()));
    }
  }

  void end(TaskId task) {
    seen.remove(task);
  }

  void assigned(TaskId task, NodeId node) {
    Seen of = seen.get(task);
    if (of != null && of.asked.size() < NODES_MAX && of.asked.add(node)) {
      change(of);
    }
  }

  void voted(TaskId task, NodeId node) {
    Seen of = seen.get(task);
    if (of != null && of.asked.contains(node) && of.voted.add(node)) {
      change(of);
    }
  }

  void decided(TaskId task) {
    Seen of = seen.get(task);
    if (of != null && !of.decided) {
      of.decided = true;
      change(of);
    }
  }

  private void change(Seen of) {
    of.changed = true;
    changed = true;
  }

  void woken() {
    asleep = false;
    flush = true;
  }

  /** What is told now. */
  List<ServerFrame> due(boolean writable) {
    if (!flush || !writable) {
      return List.of();
    }
    flush = false;
    changed = false;
    List<ServerFrame> due = new ArrayList<>();
    seen.forEach((task, of) -> {
      if (of.changed) {
        of.changed = false;
        due.add(progress(task, of));
      }
    });
    return due;
  }

  /** When to come back, once something has changed. */
  Optional<ConversationOrder> wake() {
    if (!changed || asleep || flush) {
      return Optional.empty();
    }
    asleep = true;
    return Optional.of(new ConversationOrder.WakeMe(MERGE_MILLIS));
  }

  private static ServerFrame progress(TaskId task, Seen of) {
    Phase phase =
        of.decided ? Phase.FINALISING : of.voted.isEmpty() ? Phase.ASSIGNED : Phase.VOTING;
    return new ServerFrame.Progress(
        task,
        phase,
        of.voted.size(),
        of.terms.replicas(),
        of.terms.quorum(),
        List.copyOf(of.asked));
  }
}
