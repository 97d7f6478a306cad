package quorate.simulation;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import quorate.task.NodeId;
import quorate.task.TaskId;

/** What cheats know together: who is of them, which of them are asked, how they stand. */
public final class Ring {
  /** Of how many tasks they remember who was asked; of more the eldest is forgotten. */
  static final int TASKS_MAX = 4096;

  private final Predicate<NodeId> trusted;
  private final Set<NodeId> members = new HashSet<>(); // only ever asked, never walked
  private final Map<TaskId, Set<NodeId>> asked = new LinkedHashMap<>();

  /**
   * A ring of nobody yet.
   *
   * @param trusted whether the network trusts a node, which anybody may look up
   */
  public Ring(Predicate<NodeId> trusted) {
    this.trusted = trusted;
  }

  void join(NodeId node) {
    members.add(node);
  }

  boolean has(NodeId node) {
    return members.contains(node);
  }

  boolean trusted(NodeId node) {
    return trusted.test(node);
  }

  /** One of them is asked, and tells the others. */
  void asked(TaskId task, NodeId member) {
    asked.computeIfAbsent(task, id -> new HashSet<>()).add(member);
    if (asked.size() > TASKS_MAX) {
      asked.remove(asked.keySet().iterator().next());
    }
  }

  /** How many of them have been asked. */
  int asked(TaskId task) {
    return asked.getOrDefault(task, Set.of()).size();
  }
}
