package quorate.consensus;

import java.util.List;
import quorate.task.Answer;
import quorate.task.Kind;
import quorate.task.Terms;

/**
 * Whether two answers to one task say the same. Its tolerances belong to the protocol, not to a
 * node's configuration: whoever checks a proof must come to the same result.
 */
public interface Comparator {
  /** Whether it answers the task at all: the right kind, within the client's terms. */
  boolean fits(Answer answer);

  /**
   * Whether two answers that fit say the same. Symmetric, and true of an answer and itself; not
   * transitive.
   */
  boolean agree(Answer one, Answer other);

  /**
   * Whether two answers that agree do so wholly: nothing clear in one of them is missing in the
   * other. Symmetric.
   */
  default boolean agreeWholly(Answer one, Answer other) {
    return agree(one, other);
  }

  /** How far apart two answers that agree are; 0 when they are equal. */
  default long distance(Answer one, Answer other) {
    return 0;
  }

  /**
   * What is given out of an answer: those of its parts that at least {@code quorum} of {@code all}
   * say. An answer that has no parts is given as it is.
   *
   * @param all the answers that agree with it, itself among them, at least {@code quorum}
   */
  default Answer supported(Answer centre, List<Answer> all, int quorum) {
    return centre;
  }

  /** The comparator of a kind of task under its terms. */
  static Comparator of(Kind kind, Terms terms) {
    return switch (kind) {
      case DETECTION -> new DetectionComparator(terms);
      case CLASSIFICATION -> new ClassificationComparator(terms);
      case EXACT -> new ExactComparator();
    };
  }
}
