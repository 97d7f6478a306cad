package quorate.simulation;

import java.util.Optional;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;

/** Who leads which task, as nodes read it in the cluster before they believe whoever asks. */
@FunctionalInterface
public interface Book {
  /** The lead of a task that is kept; empty for one that nobody has. */
  Optional<Lead> lead(TaskId task);

  /** A task, who leads it and in which epoch. */
  record Lead(Task task, NodeId leader, long epoch) {}
}
