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

  /** Whether the node keeps the model, to the last byte. */
  record Looked(ModelId model, boolean kept, long nowMillis) implements PullInput {}

  /** A part could not be kept: the disk is full, or broken. */
  record NotKept(ModelId model, String why, long nowMillis) implements PullInput {}

  /**
   * Nothing is left to do.
   *
   * @param loaded whether the model is ready, or was refused
   */
  record Ended(ModelId model, boolean loaded) implements PullInput {}

  /** Time passes. */
  record Tick(long nowMillis) implements PullInput {}
}
