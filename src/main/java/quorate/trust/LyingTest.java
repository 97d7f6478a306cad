package quorate.trust;

/**
 * Whether a node is wrong more often than an honest one may be: Wald's likelihood ratio (Sequential
 * tests of statistical hypotheses, 1945) of {@code lying} against {@code wrong}, looked at after
 * every answer.
 *
 * <p>Wald's test ends when honesty is accepted, which a sleeper waits for. This one never ends: it
 * sums the ratios of all possible beginnings of the lying, weighted so that the weights sum up to
 * one. Such a sum has an expectation of at most one as long as the node is honest, so that the
 * probability that it <em>ever</em> reaches {@code 1 / falseBans} is at most {@code falseBans}
 * (Ville's inequality, 1939; the sum is that of Shiryaev and Roberts, 1961 and 1966, with weights).
 * The beginning after n answers weighs k/((n+k)(n+k+1)) with k = {@link #FIRST}: a liar needs about
 * (2 ln n - ln k - ln falseBans) / ln(lying / wrong) lies then, and never fewer than three by the
 * default policy, so that two unlucky answers ban nobody.
 */
final class LyingTest {
  /** How slowly the weights fall at first. */
  private static final double FIRST = 10;

  private final double ifWrong;
  private final double ifRight;
  private final double limit;

  LyingTest(TrustPolicy policy) {
    double honest = Shares.of(policy.wrong());
    double lying = Shares.of(policy.lying());
    this.ifWrong = lying / honest;
    this.ifRight = (1 - lying) / (1 - honest);
    this.limit = 1 / Shares.of(policy.falseBans());
  }

  /**
   * The evidence after one more answer.
   *
   * @param evidence before it, 0 or more
   * @param before how many answers there were before it
   */
  double next(double evidence, long before, boolean wrong) {
    double weight = FIRST / ((before + FIRST) * (before + FIRST + 1));
    return (evidence + weight) * (wrong ? ifWrong : ifRight);
  }

  boolean lies(double evidence) {
    return evidence >= limit;
  }

  /** How far the evidence is towards a ban: 0 to 1. */
  double share(double evidence) {
    return Math.min(1, evidence / limit);
  }
}
