package quorate.trust;

import java.util.List;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.wire.Judged;

/** What trust is told; each with the time at which it was heard, since the epoch of Unix. */
public sealed interface TrustInput {
  /** This node's clock. */
  long nowMillis();

  /** A node takes tasks with these models: one without slots does not, whatever it offers. */
  record Ready(NodeId node, String operator, List<ModelId> models, long nowMillis)
      implements TrustInput {}

  /** A node takes none any more, or is gone. */
  record Gone(NodeId node, long nowMillis) implements TrustInput {}

  /** A task that this node led has its verdict. */
  record Decided(Task task, Verdict verdict, long nowMillis) implements TrustInput {}

  /**
   * Such a task has its verdict, and the answers of some are still compared with it.
   *
   * @param open of how many
   */
  record Awaited(Task task, int open, long nowMillis) implements TrustInput {}

  /** One of them has come. */
  record AnsweredLate(TaskId task, NodeId node, boolean agrees, long nowMillis)
      implements TrustInput {}

  /** Another leader tells what it saw. */
  record Told(NodeId leader, Judged judged, long nowMillis) implements TrustInput {}

  /** A leader binds itself to a seed. */
  record SeedCommitted(NodeId leader, long epoch, Digest commitment, long nowMillis)
      implements TrustInput {}

  /** A leader shows a seed. */
  record SeedRevealed(NodeId leader, long epoch, Bytes seed, long nowMillis)
      implements TrustInput {}

  /** Time has passed: at least once a second. */
  record Tick(long nowMillis) implements TrustInput {}
}
