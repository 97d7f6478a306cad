package quorate.volunteer;

import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.wire.Message.InferTask;
import quorate.wire.Received.Good;

/** What a {@link Caller} wants done, in this order. */
public sealed interface CallerOrder {
  /** Call the gateway with this number: {@code Connected} or {@code Lost} follows. */
  record Dial(int gateway) implements CallerOrder {}

  /** End the line; {@code Lost} follows or not, and is passed over. */
  record HangUp() implements CallerOrder {}

  record Send(Frame.Up frame) implements CallerOrder {}

  /** The rooms are to hear what somebody has signed. */
  record Hear(Good<?> heard) implements CallerOrder {}

  /** The picture that was wanted, checked. */
  record Picture(NodeId leader, InferTask ask, Bytes bytes) implements CallerOrder {}

  /** There is none. */
  record NoPicture(NodeId leader, InferTask ask, Reason reason, String detail)
      implements CallerOrder {}

  /** A gateway speaks for it from now on. */
  record Joined(NodeId gateway, long session) implements CallerOrder {}

  /** No gateway does, and when the next is called. */
  record Parted(String why, long againMillis) implements CallerOrder {}

  /** Calling again is of no use: the operator is to see to it. */
  record GiveUp(String why, String action) implements CallerOrder {}

  /** Count what was refused. */
  record Refuse(Reason why) implements CallerOrder {}
}
