package quorate.simulation;

import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;

/** Who gives the tasks to nodes, under some {@link Scenario.Rules}, and says how nodes stand. */
interface Authority {
  /** What a task that names no level asks for. */
  Terms terms(TaskId task, NodeId gateway);

  /** A task to be answered. */
  void lead(Task task);

  /** Whether the network trusts a node; anybody may know. */
  boolean trusted(NodeId node);

  /** Whether a node gets no work now. */
  boolean excluded(NodeId node);

  /** Whether it never gets work again. */
  boolean banned(NodeId node);
}
