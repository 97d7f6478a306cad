package quorate.wire;

import java.util.List;
import quorate.task.AtMost;
import quorate.task.Task;
import quorate.task.Verdict;

/**
 * Why a verdict is what it is: the task, the verdict, and the signed commitments and answers behind
 * it. Anyone can check it offline.
 *
 * @param commitments envelopes of {@link Message.AnswerCommitted}; none when the task was not
 *     sealed
 * @param answers envelopes of {@link Message.AnswerRevealed}
 */
public record Proof(
    Task task,
    Verdict verdict,
    @AtMost(32) List<Signed> commitments,
    @AtMost(32) List<Signed> answers) {
  public Proof {
    commitments = List.copyOf(commitments);
    answers = List.copyOf(answers);
  }
}
