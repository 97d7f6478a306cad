package quorate.gateway;

import java.util.Optional;
import quorate.task.Check;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.Verdict;

/**
 * The truth about one task, kept by the cluster and not by its leader.
 *
 * <p>Open until it has a verdict, which never changes. Its leader holds a lease, renewed while it
 * lives; when the lease has run out, another claims the task with the next epoch.
 *
 * @param seq the number of the submit in its session that gave it; 0 when it has none, or when only
 *     a journal knew the task
 * @param epoch how often the task has found a leader, from 1
 */
public record TaskRecord(
    Task task,
    long seq,
    long epoch,
    NodeId leader,
    long leaseUntilMillis,
    Optional<Verdict> verdict) {
  public TaskRecord {
    Check.argument(epoch >= 1, "epochs begin at 1");
  }

  /** A task that was just accepted; its gateway leads it. */
  public static TaskRecord accepted(Task task, long seq, long leaseUntilMillis) {
    return new TaskRecord(task, seq, 1, task.gateway(), leaseUntilMillis, Optional.empty());
  }

  public boolean open() {
    return verdict.isEmpty();
  }

  /** Whether {@code other} is the same submission, so that repeating it is harmless. */
  public boolean sameSubmission(Task other) {
    return task.picture().digest().equals(other.picture().digest())
        && task.model().equals(other.model())
        && task.terms().equals(other.terms())
        && (task.levelNamed() || !other.levelNamed())
        && task.payment().equals(other.payment());
  }

  /** With the lease prolonged, when {@code node} leads in {@code epoch}; otherwise unchanged. */
  public TaskRecord renewed(NodeId node, long inEpoch, long untilMillis) {
    return open() && leader.equals(node) && epoch == inEpoch
        ? new TaskRecord(task, seq, epoch, leader, Math.max(untilMillis, leaseUntilMillis), verdict)
        : this;
  }

  /** Led by {@code node} in the next epoch, when it is open; otherwise unchanged. */
  public TaskRecord claimed(NodeId node, long untilMillis) {
    return open() ? new TaskRecord(task, seq, epoch + 1, node, untilMillis, verdict) : this;
  }

  /** With its verdict, when it is open and the verdict is not of an older epoch; else unchanged. */
  public TaskRecord decided(Verdict reached) {
    return open() && reached.epoch() >= epoch
        ? new TaskRecord(task, seq, epoch, leader, leaseUntilMillis, Optional.of(reached))
        : this;
  }

  private boolean agreed() {
    return verdict.filter(each -> each.outcome() == Verdict.Outcome.AGREED).isPresent();
  }

  /**
   * Which of two records survives when two halves of a cluster meet: the decided one, then the one
   * that was agreed on, since all else may only say that nodes were in the other half, then the
   * higher epoch, then this one.
   */
  public TaskRecord merged(TaskRecord other) {
    if (open() != other.open()) {
      return open() ? other : this;
    }
    if (agreed() != other.agreed()) {
      return agreed() ? this : other;
    }
    return other.epoch > epoch ? other : this;
  }
}
