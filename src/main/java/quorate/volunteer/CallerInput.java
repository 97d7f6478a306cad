package quorate.volunteer;

import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Signed;

/** What a {@link Caller} is told. */
public sealed interface CallerInput {
  /** The volunteer's clock, which nobody puts back, in milliseconds since the epoch of Unix. */
  long nowMillis();

  /** The call was taken; the gateway speaks first. */
  record Connected(Proof.End end, long nowMillis) implements CallerInput {}

  /** The call was not taken, or the line is gone. */
  record Lost(String why, long nowMillis) implements CallerInput {}

  /** A whole message came in. */
  record Came(Bytes frame, long nowMillis) implements CallerInput {}

  /** What the volunteer is now. */
  record Present(NodeSeen seen, long nowMillis) implements CallerInput {}

  /** The volunteer says something to a node. */
  record Say(NodeId to, Signed envelope, long nowMillis) implements CallerInput {}

  /** The picture of a task that it was asked about. */
  record Want(NodeId leader, InferTask ask, long nowMillis) implements CallerInput {}

  /** It is about to leave: it hangs up and calls nobody any more. */
  record Leave(long nowMillis) implements CallerInput {}

  /** Time passes. */
  record Tick(long nowMillis) implements CallerInput {}
}
