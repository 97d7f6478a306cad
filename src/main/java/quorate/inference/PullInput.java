package quorate.inference;

import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.wire.Message.ModelPart;

/** What {@link ModelPull} is told. */
public sealed interface PullInput {
  /** A task needed a model that is not here, and this node must have it. */
  record Wanted(ModelId model, NodeId from, long nowMillis) implements PullInput {}

  /** Somebody sent a part of a model. */
  record Came(NodeId speaker, ModelPart part, long nowMillis) implements PullInput {}

  /** The model is whole, was checked and is loaded; or it was refused. */
  record Ended(ModelId model) implements PullInput {}

  /** Time passes. */
  record Tick(long nowMillis) implements PullInput {}
}
