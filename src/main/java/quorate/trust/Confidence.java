package quorate.trust;

import quorate.task.Terms;

/**
 * How sure an answer is, after Sarmenta's credibility (Sabotage-tolerance mechanisms for volunteer
 * computing systems, 2001): the probability that those who agree are right, given how often each of
 * them may be wrong.
 *
 * <p>That a node is wrong has the expectation of a Beta posterior: 3 of 10 answers before anything
 * is known, as of the largest ring that the rules are made for (issue 4: 30 %), and what was seen
 * since. Liars are taken to agree with each other, which is the worst for the client: n nodes are
 * all right with odds of the product of (1 - f) / f, and those who dissent divide it by theirs.
 */
public final class Confidence {
  static final int PRIOR_WRONG = 3;
  static final int PRIOR_ANSWERS = 10;

  private Confidence() {}

  /** The probability that its next answer is wrong. */
  static double wrong(Reputation node) {
    double compared = node.counts().wrong() + node.streak().valid();
    return (PRIOR_WRONG + node.counts().wrong()) / (PRIOR_ANSWERS + compared);
  }

  /**
   * How many nodes of which nothing is known must agree, so that an answer is right with this
   * probability: strangers' level, which better known nodes only exceed.
   *
   * @param millionths 500,000 to 999,999
   * @return more than a task may have when that is more than {@link #most}
   */
  public static int quorum(int millionths) {
    double wanted = odds(Shares.of(millionths));
    double each = odds(1 - wrong(Reputation.NONE));
    double odds = each;
    int nodes = 1;
    while (odds < wanted && nodes <= Terms.REPLICAS_MAX) {
      odds *= each;
      nodes++;
    }
    return nodes;
  }

  /** The most that can be asked for: what as many nodes as a task may have can give. */
  public static int most() {
    double odds = Math.pow(odds(1 - wrong(Reputation.NONE)), Terms.REPLICAS_MAX);
    return (int) Math.floor(Shares.ONE * odds / (1 + odds));
  }

  private static double odds(double probability) {
    return probability / (1 - probability);
  }
}
