package quorate.consensus;

import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.wire.Message;
import quorate.wire.Note;

/** What a jury wants done, in this order. */
public sealed interface JuryOrder {
  /** To one node. */
  record Say(NodeId to, Message message) implements JuryOrder {}

  /** To the rooms of this node. */
  record Announce(Note note) implements JuryOrder {}

  /** What a node said does not count: counted by its reason. */
  record Refuse(NodeId speaker, Reason why) implements JuryOrder {}

  /** A {@link JuryInput.Tick} is wanted at this time, and no longer at the one wanted before. */
  record WakeMe(long atMillis) implements JuryOrder {}
}
