package quorate.taskmap;

import java.util.List;
import java.util.Optional;
import quorate.task.NodeId;
import quorate.wire.LedgerSeen;
import quorate.wire.Note;
import quorate.wire.TaskSeen;

/** What a viewer is told: the whole, and then what has changed. */
public sealed interface MapFrame {
  /**
   * The whole picture.
   *
   * @param seq of the last change in it
   * @param nodes in ascending order of their ids
   * @param tasks the newest last
   * @param blocks of the ledger, the newest last; none where there is no ledger
   * @param ledger empty where there is none
   */
  record Snapshot(
      long seq,
      long atMillis,
      List<NodeShown> nodes,
      List<TaskSeen> tasks,
      List<Second> seconds,
      Totals totals,
      List<Note.BlockStored> blocks,
      Optional<LedgerSeen> ledger)
      implements MapFrame {}

  /**
   * What has changed since the picture of {@code seq} − 1.
   *
   * @param nodes new or changed, whole
   * @param busy of further nodes, of which nothing else has changed
   * @param forgotten nodes no longer shown
   * @param tasks new or changed, whole; new ones in the order in which they are kept
   * @param flows given instead of further tasks when these are too many to show one by one
   * @param blocks stored since, in the order of their heights
   * @param ledger when it has changed
   * @param nodesShown how many nodes there are now; a viewer that counts otherwise asks for the
   *     whole
   * @param tasksShown likewise
   */
  record Delta(
      long seq,
      long atMillis,
      List<NodeShown> nodes,
      List<Busy> busy,
      List<NodeId> forgotten,
      List<TaskSeen> tasks,
      List<Flow> flows,
      List<Second> seconds,
      Totals totals,
      List<Note.BlockStored> blocks,
      Optional<LedgerSeen> ledger,
      int nodesShown,
      int tasksShown)
      implements MapFrame {}

  /** How many tasks a node has in work: what changes most often. */
  record Busy(NodeId node, int slots) {}
}
