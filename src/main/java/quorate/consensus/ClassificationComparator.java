package quorate.consensus;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import quorate.task.Answer;
import quorate.task.Answer.Likelihood;
import quorate.task.Terms;

/**
 * Rankings agree when they put the same label first and no label's probability differs by more than
 * a tolerance. A label that one ranking leaves out may have had any probability up to what the
 * ranking cuts off.
 */
final class ClassificationComparator implements Comparator {
  /** How far two machines may be apart in one probability. */
  static final int TOLERANCE_MILLIONTHS = 50_000;

  private final Terms terms;

  ClassificationComparator(Terms terms) {
    this.terms = terms;
  }

  @Override
  public boolean fits(Answer answer) {
    return answer instanceof Answer.Classes classes
        && classes.ranked().size() <= terms.topK()
        && descending(classes.ranked())
        && distinct(classes.ranked());
  }

  @Override
  public boolean agree(Answer one, Answer other) {
    List<Likelihood> left = ((Answer.Classes) one).ranked();
    List<Likelihood> right = ((Answer.Classes) other).ranked();
    return left.getFirst().label().equals(right.getFirst().label())
        && near(left, right)
        && near(right, left);
  }

  /** In millionths: the sum of what their probabilities differ by; a missing label has none. */
  @Override
  public long distance(Answer one, Answer other) {
    Map<String, Long> apart = new HashMap<>();
    ((Answer.Classes) one)
        .ranked()
        .forEach(it -> apart.merge(it.label(), 0L + it.millionths(), Long::sum));
    ((Answer.Classes) other)
        .ranked()
        .forEach(it -> apart.merge(it.label(), 0L - it.millionths(), Long::sum));
    return apart.values().stream().mapToLong(Math::abs).sum();
  }

  @Override
  public Answer supported(Answer centre, List<Answer> all, int quorum) {
    Map<String, Integer> supporters = new HashMap<>();
    for (Answer each : all) {
      ((Answer.Classes) each).ranked().forEach(it -> supporters.merge(it.label(), 1, Integer::sum));
    }
    return new Answer.Classes(
        ((Answer.Classes) centre)
            .ranked().stream()
                .filter(likelihood -> supporters.getOrDefault(likelihood.label(), 0) >= quorum)
                .toList());
  }

  /** Whether each label on the left is about as likely on the right. */
  private boolean near(List<Likelihood> left, List<Likelihood> right) {
    int cut = right.size() < terms.topK() ? terms.minScoreMillionths() : last(right);
    for (Likelihood likelihood : left) {
      int distance = Math.max(0, likelihood.millionths() - cut);
      for (Likelihood match : right) {
        if (match.label().equals(likelihood.label())) {
          distance = Math.abs(likelihood.millionths() - match.millionths());
        }
      }
      if (distance > TOLERANCE_MILLIONTHS) {
        return false;
      }
    }
    return true;
  }

  private static int last(List<Likelihood> ranked) {
    return ranked.getLast().millionths();
  }

  private static boolean descending(List<Likelihood> ranked) {
    for (int i = 1; i < ranked.size(); i++) {
      if (ranked.get(i).millionths() > ranked.get(i - 1).millionths()) {
        return false;
      }
    }
    return true;
  }

  private static boolean distinct(List<Likelihood> ranked) {
    Set<String> labels = new HashSet<>();
    ranked.forEach(likelihood -> labels.add(likelihood.label()));
    return labels.size() == ranked.size();
  }
}
