package quorate.wire;

import java.util.List;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;

/** What the rooms of one node tell each other; a note never leaves its node and is never signed. */
public sealed interface Note {
  /**
   * This node leads the task from now on, in this epoch.
   *
   * @param ackMillis how long the client waited for accepted; 0 after a takeover
   */
  record LeadTask(Task task, long epoch, int ackMillis) implements Note {}

  /** This node no longer leads the task: another has a higher epoch. */
  record TaskLeft(TaskId task) implements Note {}

  /**
   * Dispatch has asked a node for its answer.
   *
   * @param hedgeAtMillis until when its commitment is waited for once the quorum has committed
   */
  record TaskAssigned(TaskId task, long epoch, NodeId node, long hedgeAtMillis) implements Note {}

  /**
   * Dispatch thinks anew of how long a node that it has asked is waited for: a faster one has
   * joined, or one that may not be relied on.
   */
  record HedgeMoved(TaskId task, long epoch, NodeId node, long hedgeAtMillis) implements Note {}

  /** Dispatch has given up on a node that it asked: silent for too long, or gone. */
  record NodeGivenUp(TaskId task, long epoch, NodeId node) implements Note {}

  /** Dispatch has no more nodes to ask for this task. */
  record NodesExhausted(TaskId task, long epoch) implements Note {}

  /** The jury cannot decide with the answers it has or still expects: one more node is wanted. */
  record AnswerWanted(TaskId task, long epoch) implements Note {}

  /** The jury has decided. */
  record VerdictReached(Task task, Verdict verdict, Proof proof) implements Note {}

  /** A task that somebody pays for has its verdict, and that is kept: see that it is paid. */
  record PaymentDue(TaskId task) implements Note {}

  /**
   * A decided task that somebody pays for was brought back from the journal: whether it was paid,
   * and that it was promised, may be forgotten.
   */
  record PaymentOwed(Task task) implements Note {}

  /**
   * The task is about to be decided; what these nodes answer is still compared with the verdict
   * when it comes.
   */
  record AnswersAwaited(Task task, long epoch, List<NodeId> nodes) implements Note {
    public AnswersAwaited {
      nodes = List.copyOf(nodes);
    }
  }

  /** What came of an answer after the verdict; a node that gave NONE may still answer. */
  record LateAnswer(TaskId task, long epoch, NodeId node, Lateness lateness) implements Note {}

  /** How a late answer compares with the verdict. */
  enum Lateness {
    AGREES,
    DISSENTS,
    /** It has not come, and is no longer waited for. */
    NONE
  }

  /** The client has called the task off. */
  record CancelTask(TaskId task) implements Note {}

  /** A node has left the cluster or died. */
  record NodeGone(NodeId node) implements Note {}

  /**
   * This node has stored a block of the ledger.
   *
   * @param header the digest of its header
   * @param round in which it was decided: 0 when nobody held it up
   * @param votes of the certificate that decided it; 0 for the genesis
   * @param validators who could vote
   */
  record BlockStored(
      long height,
      Digest header,
      long timeMillis,
      NodeId proposer,
      int round,
      int votes,
      int validators,
      int transactions)
      implements Note {}

  /** What is recorded has changed; told at most once a second. */
  record LedgerChanged(LedgerSeen ledger) implements Note {}
}
