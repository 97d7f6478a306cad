package quorate.taskmap;

import quorate.task.NodeId;
import quorate.wire.Message.NodeSeen;

/** A node as the map shows it: what it said of itself last, and whether it is still there. */
public record NodeShown(NodeId id, NodeSeen seen, Life life) {
  /** Whether a node is there. */
  public enum Life {
    HERE,
    /** It has said nothing for a while. */
    SILENT,
    /** It has left the cluster or died. */
    GONE
  }
}
