package quorate.wire;

import java.util.List;
import java.util.Optional;
import quorate.task.AtMost;
import quorate.task.Check;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.TaskId;

/**
 * What a leader saw of nodes' answers to one of its tasks.
 *
 * @param late whether they came after the verdict
 * @param agreed whose answers the verdict rests on, or agree with it
 * @param dissent whose answers it contradicts
 * @param draw given when an audit was drawn for
 */
public record Judged(
    TaskId task,
    ModelId model,
    boolean late,
    @AtMost(32) List<NodeId> agreed,
    @AtMost(32) List<NodeId> dissent,
    Optional<Draw> draw) {
  /**
   * Whether an answer was to be audited, and was.
   *
   * @param first whose answer
   * @param alone whether it would have been given out alone; otherwise others agreed with it
   * @param chance the probability of an audit, in millionths: 1 to 1,000,000
   * @param epoch of the seed that was used
   * @param audited whether another node's answer was compared with it before it was given out
   */
  public record Draw(NodeId first, boolean alone, int chance, long epoch, boolean audited) {
    public Draw {
      Check.argument(1 <= chance && chance <= 1_000_000, "1 <= chance <= 1000000");
      Check.argument(epoch >= 0, "an epoch is not negative");
    }
  }

  public Judged {
    agreed = List.copyOf(agreed);
    dissent = List.copyOf(dissent);
  }
}
