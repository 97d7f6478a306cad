package quorate.task;

import java.util.List;
import java.util.Optional;

/**
 * How a task ended.
 *
 * @param epoch the leader's epoch in which it was reached
 * @param answer what a quorum supports of the central answer: given exactly when {@code outcome} is
 *     AGREED
 * @param agreed the nodes whose answers agree with the central one, its author first
 * @param dissent the nodes that answered something else
 * @param detail why it is not AGREED, for people; empty when it is
 */
public record Verdict(
    TaskId task,
    long epoch,
    Outcome outcome,
    Optional<Answer> answer,
    @AtMost(32) List<NodeId> agreed,
    @AtMost(32) List<NodeId> dissent,
    @AtMost(1024) String detail) {
  /** The ways in which a task ends. */
  public enum Outcome {
    /** Enough nodes agree. */
    AGREED,
    /** Nodes answered, and not enough of them agree. */
    DISPUTED,
    /** Not enough nodes answered, for another reason than the deadline. */
    FAILED,
    /** The client called it off. */
    CANCELLED,
    /** The deadline passed first. */
    EXPIRED
  }

  public Verdict {
    Check.argument(epoch >= 0, "an epoch is not negative");
    Check.argument(
        answer.isPresent() == (outcome == Outcome.AGREED), "an agreed verdict has an answer");
    Check.argument(
        outcome != Outcome.AGREED || !agreed.isEmpty(), "an agreed verdict names who agreed");
    agreed = List.copyOf(agreed);
    dissent = List.copyOf(dissent);
  }

  /** A verdict without an answer. */
  public static Verdict without(TaskId task, long epoch, Outcome outcome, String detail) {
    return new Verdict(task, epoch, outcome, Optional.empty(), List.of(), List.of(), detail);
  }
}
