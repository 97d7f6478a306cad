package quorate.client;

import java.util.Optional;
import quorate.task.Check;
import quorate.task.Terms;

/**
 * What is asked of the network for one task; what is left out, the gateway chooses.
 *
 * @param replicas how many nodes answer; with that or one of the next two the task is answered at
 *     this level or not at all
 * @param quorum how many of them must agree
 * @param confidence how sure the answer is to be, 0.5 and more and less than 1, instead of the two
 * @param patienceMillis how long after its acceptance the task may take
 */
public record Wishes(
    Optional<Integer> replicas,
    Optional<Integer> quorum,
    Optional<Double> confidence,
    Optional<Double> minScore,
    Optional<Integer> topK,
    long patienceMillis) {
  public Wishes {
    if (confidence.isPresent()) {
      double sure = confidence.get();
      Check.argument(0.5 <= sure && sure < 1, "0.5 <= confidence < 1, such as 0.99");
      Check.argument(
          replicas.isEmpty() && quorum.isEmpty(), "no replicas and no quorum beside a confidence");
    }
  }

  /** Nothing but how long it may take. */
  public static Wishes none(long patienceMillis) {
    return new Wishes(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        patienceMillis);
  }

  /** All of it. */
  public static Wishes of(Terms terms) {
    return new Wishes(
        Optional.of(terms.replicas()),
        Optional.of(terms.quorum()),
        Optional.empty(),
        Optional.of(terms.minScoreMillionths() / 1e6),
        Optional.of(terms.topK()),
        terms.patienceMillis());
  }
}
