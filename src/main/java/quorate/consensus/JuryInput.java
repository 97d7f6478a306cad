package quorate.consensus;

import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.wire.Message;
import quorate.wire.Received;

/** What a jury is told; each with the time at which it was heard, since the epoch of Unix. */
public sealed interface JuryInput {
  /** The leader's clock. */
  long nowMillis();

  /** This node leads a task from now on. */
  record Led(Task task, long epoch, long nowMillis) implements JuryInput {}

  /** Another leads it now. */
  record Left(TaskId task, long nowMillis) implements JuryInput {}

  /** The client has called it off. */
  record Cancelled(TaskId task, long nowMillis) implements JuryInput {}

  /** Dispatch has asked a node; its commitment is waited for until {@code hedgeAtMillis}. */
  record Assigned(TaskId task, long epoch, NodeId node, long hedgeAtMillis, long nowMillis)
      implements JuryInput {}

  /** An assigned node's commitment is waited for until {@code hedgeAtMillis} and no longer. */
  record HedgeMoved(TaskId task, long epoch, NodeId node, long hedgeAtMillis, long nowMillis)
      implements JuryInput {}

  /** Dispatch has given up on a node for this task. */
  record GivenUp(TaskId task, long epoch, NodeId node, long nowMillis) implements JuryInput {}

  /** Dispatch has nobody left to ask. */
  record Exhausted(TaskId task, long epoch, long nowMillis) implements JuryInput {}

  /** A node has left the cluster or died. */
  record Gone(NodeId node, long nowMillis) implements JuryInput {}

  record Committed(Received.Good<Message.AnswerCommitted> heard, long nowMillis)
      implements JuryInput {}

  record Revealed(Received.Good<Message.AnswerRevealed> heard, long nowMillis)
      implements JuryInput {}

  record Declined(Received.Good<Message.TaskDeclined> heard, long nowMillis) implements JuryInput {}

  /** Time has passed. */
  record Tick(long nowMillis) implements JuryInput {}
}
