package quorate.consensus;

import java.util.List;
import quorate.task.NodeId;
import quorate.task.Task;

/**
 * How many answers a leader wants beyond what a task's terms demand. It is asked about each verdict
 * that could be given out, and asked again when more answers are here; where nobody is left to ask,
 * or the deadline comes first, the terms alone decide.
 */
@FunctionalInterface
public interface Diligence {
  /** What the terms demand is enough. */
  Diligence NONE = (task, agreed, dissent, nowMillis) -> 0;

  /**
   * How many more answers are wanted before the verdict is given out; 0 or less when it may be.
   *
   * @param agreed whose answers it rests on, their centre first
   * @param dissent who answered otherwise
   */
  int more(Task task, List<NodeId> agreed, List<NodeId> dissent, long nowMillis);
}
