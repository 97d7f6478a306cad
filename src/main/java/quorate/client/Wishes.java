package quorate.client;

import java.util.Optional;
import quorate.task.Terms;

/**
 * What is asked of the network for one task; what is left out, the gateway chooses.
 *
 * @param patienceMillis how long after its acceptance the task may take
 */
public record Wishes(
    Optional<Integer> replicas,
    Optional<Integer> quorum,
    Optional<Double> minScore,
    Optional<Integer> topK,
    long patienceMillis) {
  /** Nothing but how long it may take. */
  public static Wishes none(long patienceMillis) {
    return new Wishes(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), patienceMillis);
  }

  /** All of it. */
  public static Wishes of(Terms terms) {
    return new Wishes(
        Optional.of(terms.replicas()),
        Optional.of(terms.quorum()),
        Optional.of(terms.minScoreMillionths() / 1e6),
        Optional.of(terms.topK()),
        terms.patienceMillis());
  }
}
