package quorate.inference;

import quorate.task.Bytes;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.wire.Message;
import quorate.wire.Message.InferTask;

/** What {@link Answering} wants done. */
public sealed interface AnsweringOrder {
  /** Say it to one node. */
  record Say(NodeId to, Message message) implements AnsweringOrder {}

  /**
   * See that whoever asks leads the task, and bring the picture: {@code PictureCame} or {@code
   * NotFetched} follows.
   */
  record FetchPicture(NodeId leader, InferTask ask) implements AnsweringOrder {}

  /** Let a worker answer: {@code Computed} or {@code Failed} follows. */
  record Compute(TaskId task, ModelId model, Bytes picture, Terms terms)
      implements AnsweringOrder {}

  /** The answer is no longer needed: a worker that has not begun need not. */
  record Forget(TaskId task) implements AnsweringOrder {}

  /** Get the model, which that node must have, for the next time. */
  record WantModel(ModelId model, NodeId from) implements AnsweringOrder {}
}
