package quorate.volunteer;

import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Received.Good;

/** What a {@link Door} is told. A line is known by a number that is never used again. */
public sealed interface DoorInput {
  /** The gateway's clock, which nobody puts back, in milliseconds since the epoch of Unix. */
  long nowMillis();

  /**
   * Somebody calls.
   *
   * @param block where from
   * @param end where it called, as its request and the gateway's certificate say
   * @param nonce {@link Frame#NONCE_BYTES} bytes that nobody could foresee
   */
  record Opened(long line, AddressBlock block, Proof.End end, Bytes nonce, long nowMillis)
      implements DoorInput {}

  /** A whole message came in. */
  record Came(long line, Bytes frame, long nowMillis) implements DoorInput {}

  /** A message came in that is longer than it may be, or is no binary one. */
  record Unfit(long line, Why why, long nowMillis) implements DoorInput {}

  /** The line is gone. */
  record Closed(long line, long nowMillis) implements DoorInput {}

  /** A part of a picture has been sent: the next may follow. */
  record Written(long line, long nowMillis) implements DoorInput {}

  /** What was sent waits: the volunteer does not read as fast. */
  record Full(long line, long nowMillis) implements DoorInput {}

  /** It has read again. */
  record Drained(long line, long nowMillis) implements DoorInput {}

  /** Somebody says something to a volunteer. */
  record Spoken(NodeId volunteer, Good<?> heard, long nowMillis) implements DoorInput {}

  /** The picture that was to be fetched. */
  record PictureCame(long line, TaskId task, long epoch, Bytes picture, long nowMillis)
      implements DoorInput {}

  /** There is none for this task, or the one who asked does not lead it. */
  record NoPictureCame(
      long line, TaskId task, long epoch, Reason reason, String detail, long nowMillis)
      implements DoorInput {}

  /** The volunteer has a later session at another gateway. */
  record Moved(NodeId volunteer, NodeId gateway, long session, long nowMillis)
      implements DoorInput {}

  /** A key is not let in from now on, or is again. */
  record Block(NodeId volunteer, boolean blocked, long nowMillis) implements DoorInput {}

  /** A node, perhaps this one, says that it is there. */
  record Seen(Good<NodeSeen> heard, long nowMillis) implements DoorInput {}

  /** A node has left or cannot be reached: should it be back, it knows of no volunteers here. */
  record NodeGone(NodeId node, long nowMillis) implements DoorInput {}

  /** The gateway is about to leave. */
  record Leave(long nowMillis) implements DoorInput {}

  /** Time passes. */
  record Tick(long nowMillis) implements DoorInput {}
}
