package quorate.wire;

import java.util.List;
import java.util.Optional;
import quorate.task.AtMost;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.task.Verdict;

/**
 * One task as its leader sees it now: the whole of it, so that losing or repeating one is harmless.
 *
 * @param gateway the node that leads it
 * @param phase how far it is
 * @param ackMillis from receiving the submission to saying accepted
 * @param verdictMillis from receiving the submission to the verdict; 0 before
 * @param outcome given exactly when the phase is DECIDED
 */
public record TaskSeen(
    TaskId task,
    NodeId gateway,
    ModelId model,
    Phase phase,
    long acceptedAtMillis,
    int ackMillis,
    int verdictMillis,
    @AtMost(32) List<Ballot> ballots,
    Optional<Verdict.Outcome> outcome) {
  /** How far a task is. */
  public enum Phase {
    ACCEPTED,
    ASSIGNED,
    REVEALING,
    DECIDED
  }

  /** One node's part in it. */
  public record Ballot(NodeId node, Stage stage, int afterMillis) {}

  /** How far one node is. */
  public enum Stage {
    ASKED,
    COMMITTED,
    REVEALED,
    DECLINED,
    AGREED,
    DISSENTED,
    DROPPED
  }

  public TaskSeen {
    ballots = List.copyOf(ballots);
  }
}
