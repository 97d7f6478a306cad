package quorate.consensus;

import quorate.task.Answer;

/** Bytes agree when they are equal. */
final class ExactComparator implements Comparator {
  @Override
  public boolean fits(Answer answer) {
    return answer instanceof Answer.Exact;
  }

  @Override
  public boolean agree(Answer one, Answer other) {
    return one.equals(other);
  }
}
