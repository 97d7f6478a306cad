package quorate.inference;

import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.wire.Message.DropTask;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.RevealAnswer;

/** What {@link Answering} is told. */
public sealed interface AnsweringInput {
  /**
   * Somebody who says that it leads a task asks for an answer.
   *
   * @param salt for the commitment, known to this node only: see {@link Salts}
   * @param loaded whether the model is ready
   */
  record Asked(NodeId leader, InferTask ask, Bytes salt, boolean loaded, long nowMillis)
      implements AnsweringInput {
    /**
     * Until when the answer may be of use, by this node's clock. Whoever asks has time left by its
     * own, and at most what the client gives; the deadline itself is by a clock that need not agree
     * with this one.
     */
    public long untilMillis() {
      return nowMillis + ask.terms().patienceMillis();
    }
  }

  /** The one who asked leads the task, and here is the picture that it asked about. */
  record PictureCame(NodeId leader, InferTask ask, Bytes picture) implements AnsweringInput {}

  /** The one who asked does not lead the task, or there is no such picture. */
  record NotFetched(NodeId leader, InferTask ask, Reason reason, String detail)
      implements AnsweringInput {}

  /** A worker has the answer. */
  record Computed(TaskId task, Answer answer) implements AnsweringInput {}

  /** There is no answer. */
  record Failed(TaskId task, Reason reason, String detail) implements AnsweringInput {}

  /** A leader wants to see the answer. */
  record RevealAsked(NodeId leader, RevealAnswer ask) implements AnsweringInput {}

  /** A leader no longer needs the answer. */
  record Dropped(NodeId leader, DropTask drop) implements AnsweringInput {}

  /** Time passes. */
  record Tick(long nowMillis) implements AnsweringInput {}

  /** The node is about to leave: nothing new is begun. */
  record Drain() implements AnsweringInput {}
}
