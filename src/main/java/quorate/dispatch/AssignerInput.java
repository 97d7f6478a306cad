package quorate.dispatch;

import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.wire.Message;
import quorate.wire.Received.Good;

/** What an assigner is told; each with the time at which it was heard, since the epoch of Unix. */
public sealed interface AssignerInput {
  /** The leader's clock. */
  long nowMillis();

  record Seen(Good<Message.NodeSeen> heard, long nowMillis) implements AssignerInput {}

  /** A node has left the cluster or died. */
  record Gone(NodeId node, long nowMillis) implements AssignerInput {}

  /** This node leads a task from now on. */
  record Led(Task task, long epoch, long nowMillis) implements AssignerInput {}

  /** Another leads it now. */
  record Left(TaskId task, long nowMillis) implements AssignerInput {}

  /** The jury wants one more answer. */
  record Wanted(TaskId task, long epoch, long nowMillis) implements AssignerInput {}

  /** The jury has decided: nothing more is needed for this task. */
  record Decided(Verdict verdict, long nowMillis) implements AssignerInput {}

  record Committed(Good<Message.AnswerCommitted> heard, long nowMillis) implements AssignerInput {}

  record Revealed(Good<Message.AnswerRevealed> heard, long nowMillis) implements AssignerInput {}

  /** A node's answer has come after the verdict, which it agrees with or not. */
  record AnsweredLate(NodeId node, boolean agrees, long nowMillis) implements AssignerInput {}

  record Declined(Good<Message.TaskDeclined> heard, long nowMillis) implements AssignerInput {}

  /** Time has passed. */
  record Tick(long nowMillis) implements AssignerInput {}
}
