package quorate.consensus;

import quorate.task.Check;

/**
 * What a jury may be set to; none of it changes which answers agree.
 *
 * @param trialsMax how many tasks it judges at once; one more fails at once, and says why
 * @param extraNodesMax how many nodes it asks for beyond the first ones when they do not agree
 * @param askAgainMillis after how long it asks again for a reveal that has not come
 * @param revealMillis how long it waits for a reveal before it goes on without it
 * @param graceMillis how long it waits for a reveal that can change no answer any more, so that
 *     whoever answered otherwise is named
 * @param lateMax how many decided tasks it keeps whose last answers are still to come
 * @param decidedMax how many decided tasks it remembers, to tell late messages from strange ones
 */
public record JuryPolicy(
    int trialsMax,
    int extraNodesMax,
    long askAgainMillis,
    long revealMillis,
    long graceMillis,
    int lateMax,
    int decidedMax) {
  public static final JuryPolicy DEFAULT = new JuryPolicy(8192, 6, 250, 1500, 50, 1024, 8192);

  /** The most nodes beyond the first ones: with 15 replicas and hedges a proof still has room. */
  public static final int EXTRA_NODES_MAX = 8;

  public JuryPolicy {
    Check.argument(1 <= trialsMax && trialsMax <= 1_000_000, "1 <= trialsMax <= 1000000");
    Check.argument(
        0 <= extraNodesMax && extraNodesMax <= EXTRA_NODES_MAX,
        "0 <= extraNodesMax <= " + EXTRA_NODES_MAX);
    Check.argument(
        1 <= askAgainMillis && askAgainMillis <= revealMillis,
        "1 <= askAgainMillis <= revealMillis");
    Check.argument(
        0 <= graceMillis && graceMillis <= revealMillis, "0 <= graceMillis <= revealMillis");
    Check.argument(1 <= lateMax && lateMax <= 1_000_000, "1 <= lateMax <= 1000000");
    Check.argument(1 <= decidedMax && decidedMax <= 1_000_000, "1 <= decidedMax <= 1000000");
  }
}
