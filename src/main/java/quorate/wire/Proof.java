package quorate.wire;

import java.util.List;
import java.util.Optional;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.Verdict;

/**
 * Why a verdict is what it is: the task, the verdict, and the signed commitments and answers behind
 * it. Anyone can check it offline.
 *
 * @param commitments envelopes of {@link Message.AnswerCommitted}; none when the task was not
 *     sealed
 * @param answers envelopes of {@link Message.AnswerRevealed}
 * @param seal the leader's signature over all the rest; empty until {@link Voice#seal} gives it
 */
public record Proof(
    Task task,
    Verdict verdict,
    @AtMost(32) List<Signed> commitments,
    @AtMost(32) List<Signed> answers,
    Optional<Seal> seal) {
  /** What nodes sign covers their answers; this covers the task and the verdict as well. */
  public record Seal(Digest network, NodeId leader, @AtMost(64) Bytes signature) {
    public Seal {
      Check.argument(signature.size() == 64, "a signature has 64 bytes");
    }
  }

  public Proof {
    commitments = List.copyOf(commitments);
    answers = List.copyOf(answers);
  }

  /** A proof that nobody has sealed yet. */
  public Proof(Task task, Verdict verdict, List<Signed> commitments, List<Signed> answers) {
    this(task, verdict, commitments, answers, Optional.empty());
  }

  /** The same with the seal, or without one. */
  public Proof with(Optional<Seal> newSeal) {
    return new Proof(task, verdict, commitments, answers, newSeal);
  }
}
