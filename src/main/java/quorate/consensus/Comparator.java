package quorate.consensus;

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

  /** The comparator of a kind of task under its terms. */
  static Comparator of(Kind kind, Terms terms) {
    return switch (kind) {
      case DETECTION -> new DetectionComparator(terms);
      case CLASSIFICATION -> new ClassificationComparator(terms);
      case EXACT -> new ExactComparator();
    };
  }
}
