package quorate.wire;

import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Message.AnswerRevealed;

/**
 * What a node says before it shows its answer: H(domain ‖ task ‖ epoch ‖ question ‖ node ‖ salt ‖
 * answer). It is bound to the node, so that repeating another's commitment is worth nothing (iExec
 * PoCo seals its results likewise), and to what was asked.
 */
public final class Commitment {
  private static final Bytes DOMAIN = Bytes.ofHex("71756f726174652f636f6d6d69743101");

  private Commitment() {}

  /** A node's commitment to what it will show. */
  public static Digest of(NodeId node, AnswerRevealed shown) {
    Bytes answered = Codec.encode(Answer.class, shown.answer());
    Head head = new Head(shown.task(), shown.epoch(), shown.question(), node);
    return Digest.of(DOMAIN, Codec.encode(Head.class, head), shown.salt(), answered);
  }

  /** The fixed fields, as the codec writes them. */
  record Head(TaskId task, long epoch, Digest question, NodeId node) {}
}
