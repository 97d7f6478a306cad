package quorate.ledger.chain;

import quorate.ledger.bft.ConsensusPolicy;
import quorate.ledger.state.Mempool;
import quorate.task.Check;

/**
 * How a replica waits; nodes may differ in it.
 *
 * @param pauseMillis between a height and the next, while there is nothing to catch up with: 0 to
 *     one minute
 * @param idleMillis the same while nothing waits to be recorded, so that an idle chain costs
 *     little: {@code pauseMillis} to one minute. It ends with the first transaction, or when
 *     another begins. At most the timeout of the first round's proposal, or rounds are lost to a
 *     proposer that has not heard of what others have.
 * @param aheadMillis how far a block's time may be ahead of this node's clock: 0 to one minute. It
 *     is what clocks may differ by, with the time of one message.
 * @param announceMillis between two announcements of the own height: 1 ms to one minute
 * @param askMillis how long one peer has to answer: 1 ms to one minute
 * @param snapshots when the state is taken over instead of executing all blocks
 */
public record ReplicaPolicy(
    ConsensusPolicy consensus,
    Mempool.Limits pool,
    long pauseMillis,
    long idleMillis,
    long aheadMillis,
    long announceMillis,
    long askMillis,
    Snapshots snapshots) {
  private static final long MINUTE_MILLIS = 60_000;

  public static final ReplicaPolicy DEFAULT =
      new ReplicaPolicy(
          ConsensusPolicy.DEFAULT,
          Mempool.Limits.USUAL,
          100,
          1000,
          500,
          1000,
          1000,
          Snapshots.DEFAULT);

  /**
   * When snapshots are taken and used.
   *
   * @param everyHeights a snapshot is kept of each multiple of it: 1 or more, the same at all
   *     nodes, so that chunks may come from several of them
   * @param farHeights a node that is so far behind asks for one, more than {@code everyHeights}:
   *     blocks that it passes over are missing in its store for ever
   */
  public record Snapshots(long everyHeights, long farHeights) {
    /** Ten thousand blocks are fetched and executed within minutes. */
    public static final Snapshots DEFAULT = new Snapshots(1_000, 10_000);

    public Snapshots {
      Check.argument(1 <= everyHeights && everyHeights < farHeights, "far is more than one");
    }
  }

  /** One that pauses no longer when it is idle. */
  public ReplicaPolicy(
      ConsensusPolicy consensus,
      Mempool.Limits pool,
      long pauseMillis,
      long aheadMillis,
      long announceMillis,
      long askMillis) {
    this(
        consensus,
        pool,
        pauseMillis,
        pauseMillis,
        aheadMillis,
        announceMillis,
        askMillis,
        Snapshots.DEFAULT);
  }

  public ReplicaPolicy {
    Check.argument(0 <= pauseMillis && pauseMillis <= MINUTE_MILLIS, "a pause of at most 1 min");
    Check.argument(
        pauseMillis <= idleMillis && idleMillis <= MINUTE_MILLIS, "an idle pause of at most 1 min");
    Check.argument(0 <= aheadMillis && aheadMillis <= MINUTE_MILLIS, "at most 1 min ahead");
    Check.argument(
        1 <= announceMillis && announceMillis <= MINUTE_MILLIS, "announced within a minute");
    Check.argument(1 <= askMillis && askMillis <= MINUTE_MILLIS, "an answer within a minute");
  }
}
