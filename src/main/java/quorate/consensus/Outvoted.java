package quorate.consensus;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import quorate.task.Answer;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Verdict;
import quorate.task.Verdict.Outcome;
import quorate.wire.Commitment;
import quorate.wire.Message;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Proof;
import quorate.wire.Question;
import quorate.wire.Received;
import quorate.wire.Signed;
import quorate.wire.Voice;

/**
 * Which nodes' answers a verdict outvotes so clearly that it costs them pay: of those who agreed,
 * at least {@link #MARGIN} more contradict such an answer than there are answers that support it,
 * itself included. It follows from the proof alone.
 *
 * <p>Only an answer counts that its node has signed for this very question, and that it had
 * committed to: who was asked about another picture was contradicted by nobody, whatever the leader
 * has put into the proof.
 */
public final class Outvoted {
  /** As for a ban: one more may be an honest machine at the edge of what agrees. */
  public static final int MARGIN = 2;

  private final Proof proof;
  private final Comparator comparator;
  private final Map<NodeId, Answer> answers;

  private Outvoted(Proof proof) {
    this.proof = proof;
    this.comparator = Comparator.of(proof.task().kind(), proof.task().terms());
    this.answers = answers();
  }

  /** The nodes, in order. Whether the proof holds is not asked: see {@link ProofCheck}. */
  public static List<NodeId> of(Proof proof) {
    Verdict verdict = proof.verdict();
    if (verdict.outcome() != Outcome.AGREED || verdict.dissent().isEmpty()) {
      return List.of();
    }
    Outvoted outvoted = new Outvoted(proof);
    return verdict.dissent().stream().filter(outvoted::has).sorted().toList();
  }

  private boolean has(NodeId node) {
    Answer answer = answers.get(node);
    if (answer == null) {
      return false;
    }
    long support = answers.values().stream().filter(it -> comparator.agree(answer, it)).count();
    List<NodeId> agreed = proof.verdict().agreed();
    long against =
        answers.entrySet().stream()
            .filter(each -> agreed.contains(each.getKey()))
            .filter(each -> !comparator.agree(answer, each.getValue()))
            .count();
    return against - support >= MARGIN;
  }

  private Map<NodeId, Answer> answers() {
    Digest question = Question.of(proof.task()).digest();
    Map<NodeId, AnswerCommitted> committed = said(proof.commitments(), AnswerCommitted.class);
    Map<NodeId, Answer> counted = new TreeMap<>();
    said(proof.answers(), AnswerRevealed.class)
        .forEach((node, shown) -> {
          if (shown.question().equals(question)
              && bound(node, shown, committed)
              && comparator.fits(shown.answer())) {
            counted.put(node, shown.answer());
          }
        });
    return counted;
  }

  private boolean bound(NodeId node, AnswerRevealed shown, Map<NodeId, AnswerCommitted> committed) {
    Optional<Digest> commitment =
        Optional.ofNullable(committed.get(node)).map(AnswerCommitted::commitment);
    return !Trial.sealed(proof.task())
        || commitment.filter(Commitment.of(node, shown)::equals).isPresent();
  }

  private static <M extends Message> Map<NodeId, M> said(List<Signed> envelopes, Class<M> type) {
    Map<NodeId, M> said = new TreeMap<>();
    for (Signed envelope : envelopes) {
      if (Voice.decoded(envelope) instanceof Received.Good<?> good
          && type.isInstance(good.said())) {
        said.put(good.speaker(), type.cast(good.said()));
      }
    }
    return said;
  }
}
