package quorate.dispatch;

import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.wire.Message;
import quorate.wire.Note;

/**
 * What an assigner wants done, in this order: a node's assignment is announced before the node is
 * asked, so that its commitment is expected when it comes.
 */
public sealed interface AssignerOrder {
  /** To one node. */
  record Say(NodeId to, Message message) implements AssignerOrder {}

  /** To the rooms of this node. */
  record Announce(Note note) implements AssignerOrder {}

  /** Something did not fit: counted by its reason. */
  record Refuse(Reason why) implements AssignerOrder {}

  /**
   * A {@link AssignerInput.Tick} is wanted at this time, and no longer at the one wanted before.
   */
  record WakeMe(long atMillis) implements AssignerOrder {}
}
