package quorate.volunteer;

import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Received.Good;

/** What a {@link Directory} wants done, in this order. */
public sealed interface DirectoryOrder {
  /** What is said to the volunteer goes to that gateway from now on. */
  record Route(NodeId volunteer, NodeId gateway) implements DirectoryOrder {}

  record Unroute(NodeId volunteer) implements DirectoryOrder {}

  /** The rooms of this node are to see the volunteer as they see a node. */
  record Show(Good<NodeSeen> seen) implements DirectoryOrder {}

  /** The volunteer is gone, and not only for a moment. */
  record Gone(NodeId volunteer) implements DirectoryOrder {}

  /** The volunteer is at another gateway, if it was here. */
  record Moved(NodeId volunteer, NodeId gateway, long session) implements DirectoryOrder {}

  /** What a gateway said was refused. */
  record Refuse(Reason why) implements DirectoryOrder {}
}
