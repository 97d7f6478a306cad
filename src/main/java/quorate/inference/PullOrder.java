package quorate.inference;

import quorate.task.Bytes;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.wire.Message.SendModelPart;

/** What {@link ModelPull} wants done, in this order. */
public sealed interface PullOrder {
  /** See whether the node keeps the model: {@code Looked} follows. */
  record Look(ModelId model) implements PullOrder {}

  /** Load the model that the node keeps. {@code Ended} follows. */
  record Load(ModelId model) implements PullOrder {}

  /** Ask a node for a part. */
  record Ask(NodeId node, SendModelPart part) implements PullOrder {}

  /** Append bytes to a file of the model that is being put together. */
  record Keep(ModelId model, String path, Bytes bytes) implements PullOrder {}

  /** All bytes are here: check every one of them, and load the model. {@code Ended} follows. */
  record Adopt(ModelId model) implements PullOrder {}

  /** Nothing came of it: throw away what was kept of it. */
  record GiveUp(ModelId model, String why) implements PullOrder {}
}
