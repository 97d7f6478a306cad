package quorate.ledger.bft;

import quorate.task.Check;

/**
 * How long is waited; nodes may differ in it. Timeouts grow linearly with the round and are capped:
 * where they double, validators that lost each other for a while never meet again (besu#7642).
 *
 * @param propose for a proposal, and for its content to be found valid
 * @param prevote for more prevotes, once a quorum has prevoted
 * @param precommit for more precommits, once a quorum has precommitted
 * @param timeoutMaxMillis the cap of each, 1 ms to one hour
 * @param republishFromRound from which round on those who precommit a value repeat its proposal
 *     with the polka at once (R11 ii), rather than when the round does not move
 */
public record ConsensusPolicy(
    Linear propose,
    Linear prevote,
    Linear precommit,
    long timeoutMaxMillis,
    int republishFromRound) {
  private static final long HOUR_MILLIS = 3_600_000;

  public static final ConsensusPolicy DEFAULT =
      new ConsensusPolicy(
          new Linear(1500, 500), new Linear(500, 250), new Linear(500, 250), 10_000, 1);

  public ConsensusPolicy {
    Check.argument(
        1 <= timeoutMaxMillis && timeoutMaxMillis <= HOUR_MILLIS, "1 <= timeoutMaxMillis <= 1 h");
    Check.argument(republishFromRound >= 0, "rounds begin at 0");
  }

  /** How long is waited in a round. */
  public long millis(Timeout timeout, int round) {
    return switch (timeout) {
      case PROPOSE -> capped(propose, round);
      case PREVOTE -> capped(prevote, round);
      case PRECOMMIT -> capped(precommit, round);
      case REBROADCAST ->
          capped(propose, round) + capped(prevote, round) + capped(precommit, round);
    };
  }

  private long capped(Linear linear, int round) {
    return Math.min(timeoutMaxMillis, linear.initMillis + round * linear.deltaMillis);
  }

  /** So long in round 0, and so much longer with each round; both up to one hour. */
  public record Linear(long initMillis, long deltaMillis) {
    public Linear {
      Check.argument(1 <= initMillis && initMillis <= HOUR_MILLIS, "1 <= initMillis <= 1 h");
      Check.argument(0 <= deltaMillis && deltaMillis <= HOUR_MILLIS, "0 <= deltaMillis <= 1 h");
    }
  }
}
