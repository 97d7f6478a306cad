package quorate.volunteer;

import quorate.task.NodeId;
import quorate.wire.Message.VolunteersKept;
import quorate.wire.Message.VolunteersLost;
import quorate.wire.Received.Good;

/** What a {@link Directory} is told. */
public sealed interface DirectoryInput {
  /** The node's clock, which nobody puts back, in milliseconds since the epoch of Unix. */
  long nowMillis();

  /** A gateway, perhaps this node, speaks for volunteers. */
  record Kept(Good<VolunteersKept> heard, long nowMillis) implements DirectoryInput {}

  /** A gateway no longer speaks for them. */
  record Lost(Good<VolunteersLost> heard, long nowMillis) implements DirectoryInput {}

  /** A node has left the cluster or died: if it is a gateway, its volunteers call elsewhere. */
  record NodeGone(NodeId node, long nowMillis) implements DirectoryInput {}

  /** Time passes. */
  record Tick(long nowMillis) implements DirectoryInput {}
}
