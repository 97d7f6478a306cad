package quorate.wire;

import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;

/**
 * What a node says before it shows its answer: H(domain ‖ task ‖ epoch ‖ node ‖ salt ‖ answer). It
 * is bound to the node, so that repeating another's commitment is worth nothing (iExec PoCo seals
 * its results likewise).
 */
public final class Commitment {
  private static final Bytes DOMAIN = Bytes.ofHex("71756f726174652f636f6d6d69743101");

  private Commitment() {}

  /**
   * The commitment to an answer.
   *
   * @param salt 32 bytes that only the node knows until it reveals
   */
  public static Digest of(TaskId task, long epoch, NodeId node, Bytes salt, Answer answer) {
    Bytes answered = Codec.encode(Answer.class, answer);
    Bytes head = Codec.encode(Head.class, new Head(task, epoch, node));
    return Digest.of(DOMAIN, head, salt, answered);
  }

  /** The fixed fields, as the codec writes them. */
  record Head(TaskId task, long epoch, NodeId node) {}
}
