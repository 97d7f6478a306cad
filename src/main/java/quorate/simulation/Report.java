package quorate.simulation;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * What came of a simulation. Shares are of 1.
 *
 * @param agreed how many tasks ended with an answer that was agreed on, or given by one trusted
 *     node
 * @param badVerdictShare of these answers, those that are not what the model gives
 * @param pay of all pay, what went for wrong answers
 * @param cheatsPay the same of what the cheats were paid
 * @param cheatsBadWorkShare of the answers that cheats worked out, the wrong ones that were
 *     accepted
 * @param detection how many tasks a cheat was asked, from its first wrong deed on, until it was
 *     excluded
 * @param undetectedShare of the cheats that did wrong, those that were never excluded
 * @param falseBanShare of the honest nodes, those that were banned
 * @param falseExclusionShare of the honest nodes, those excluded for a while at least once
 * @param overhead answers worked out per task beyond the first one, whatever they were for:
 *     replicas, audits, hedges, probes, tries
 * @param trustedOverhead the same over the tasks that went to one trusted node at first; NaN when
 *     there are none
 */
public record Report(
    Scenario scenario,
    int agreed,
    double badVerdictShare,
    Pay pay,
    Pay cheatsPay,
    double cheatsBadWorkShare,
    Percentiles detection,
    double undetectedShare,
    double falseBanShare,
    double falseExclusionShare,
    double overhead,
    double trustedOverhead) {
  /**
   * Of some pay, what went for wrong answers.
   *
   * @param badShare of what nodes keep: pay vests over 200 later tasks or 24 hours, and until then
   *     an outvoted answer takes it back
   * @param badShareAtOnce of what is paid, if all of it were kept
   */
  public record Pay(double badShare, double badShareAtOnce) {}

  /** Empty when nothing was measured. */
  public record Percentiles(OptionalLong p50, OptionalLong p99) {
    /** By the nearest rank. */
    static Percentiles of(long[] values) {
      long[] sorted = values.clone();
      Arrays.sort(sorted);
      return new Percentiles(rank(sorted, 50), rank(sorted, 99));
    }

    private static OptionalLong rank(long[] sorted, int percent) {
      int rank = (int) Math.ceil(sorted.length * percent / 100.0);
      return sorted.length == 0 ? OptionalLong.empty() : OptionalLong.of(sorted[rank - 1]);
    }
  }
}
