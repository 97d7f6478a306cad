package quorate.ledger.settle;

import quorate.task.Check;

/**
 * How a settler waits; nodes may differ in it.
 *
 * @param gatherMillis how long verdicts gather for one batch: 0 to one minute
 * @param askMillis until settlers that are silent are asked again, and the others too: 1 ms to one
 *     minute; after five times as long they are counted out where others doubt something
 * @param askedMillisMax after which a batch is given up, and what is doubted: up to one day
 * @param retryMillis until what the ledger refused is tried again, and what is doubted for the
 *     first time: 1 ms to one minute
 * @param triesMax how often: 1 to 1000
 */
public record SettlerPolicy(
    long gatherMillis, long askMillis, long askedMillisMax, long retryMillis, int triesMax) {
  private static final long MINUTE_MILLIS = 60_000;

  public static final SettlerPolicy DEFAULT = new SettlerPolicy(1000, 1000, 120_000, 500, 60);

  public SettlerPolicy {
    Check.argument(0 <= gatherMillis && gatherMillis <= MINUTE_MILLIS, "gathers for a minute");
    Check.argument(1 <= askMillis && askMillis <= MINUTE_MILLIS, "asks within a minute");
    Check.argument(
        askMillis <= askedMillisMax && askedMillisMax <= 1440 * MINUTE_MILLIS, "asks for a day");
    Check.argument(1 <= retryMillis && retryMillis <= MINUTE_MILLIS, "tries within a minute");
    Check.argument(1 <= triesMax && triesMax <= 1000, "1 to 1000 tries");
  }
}
