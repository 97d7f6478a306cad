package quorate.ledger.state;

import quorate.task.Check;

/**
 * How long pay waits until it is a node's own: until so many later tasks of the node are paid, or
 * so much time has gone by in the headers, whichever comes first. Blocks would be no measure of
 * time, for an idle chain makes fewer.
 *
 * @param tasks 0 to {@link #TASKS_MAX}; with 0 pay is a node's own at once
 * @param seconds 1 to {@link Policy#BLOCKS_MAX}
 */
public record VestingTerms(long tasks, long seconds) {
  public static final long TASKS_MAX = 1_000_000;

  /** Two hundred later tasks, or a day. */
  public static final VestingTerms USUAL = new VestingTerms(200, 86_400);

  /** Pay is a node's own at once. */
  public static final VestingTerms NONE = new VestingTerms(0, 1);

  public VestingTerms {
    Check.argument(tasks >= 0 && tasks <= TASKS_MAX, "0 to " + TASKS_MAX + " tasks to vest");
    Check.argument(seconds >= 1 && seconds <= Policy.BLOCKS_MAX, "a second or more to vest");
  }

  boolean keepBack() {
    return tasks > 0;
  }

  long millis() {
    return seconds * 1000;
  }
}
