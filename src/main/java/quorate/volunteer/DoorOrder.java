package quorate.volunteer;

import quorate.task.NodeId;
import quorate.wire.Message;
import quorate.wire.Message.InferTask;
import quorate.wire.Received.Good;

/** What a {@link Door} wants done, in this order. */
public sealed interface DoorOrder {
  /** Send a frame. */
  record Send(long line, Frame.Down frame) implements DoorOrder {}

  /** The key of this line is proved: larger frames are read from now on. */
  record Admit(long line, NodeId volunteer) implements DoorOrder {}

  /** End the line with the code of the reason, after what was sent. */
  record Close(long line, Why why) implements DoorOrder {}

  /** Pass on to a node what a volunteer has signed. */
  record Pass(NodeId to, Good<?> heard) implements DoorOrder {}

  /** Say to all nodes, this one too. */
  record Tell(Message message) implements DoorOrder {}

  /** See that the leader leads the task, and fetch its picture, for the volunteer. */
  record FetchPicture(long line, NodeId leader, InferTask ask) implements DoorOrder {}

  /** Count what was refused. */
  record Refuse(Why why) implements DoorOrder {}
}
