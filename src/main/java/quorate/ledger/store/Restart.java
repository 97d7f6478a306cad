package quorate.ledger.store;

import java.util.Optional;

/**
 * What a validator does when it starts, from what its three records say: the store, the journal and
 * the guard may each have gone back further than the others, by a crash, a lost file or a copy from
 * yesterday.
 *
 * <p>The guard alone keeps it from signing twice. This keeps it from voting without what it was
 * locked on: a vote in a later round is no double vote, but breaks the lock rule all the same
 * (ledger.md R1, R2 and R4).
 */
public final class Restart {
  private Restart() {}

  /** What to do; asked again after a {@link CatchUp}. */
  public sealed interface Plan {
    /** Feeds the journal of the height to the machine, and goes on. */
    record Replay(long height) implements Plan {}

    /** Begins the journal of the height: nothing has happened at it. */
    record Begin(long height) implements Plan {}

    /** Begins the journal of the height but signs nothing at it: its own votes are forgotten. */
    record Abstain(long height) implements Plan {}

    /**
     * Fetches decided heights, and signs nothing meanwhile: the node has been further than its
     * store.
     */
    record CatchUp(long from, long to) implements Plan {}
  }

  /**
   * The plan.
   *
   * @param tip the last height of the store; the genesis is 0
   * @param journal the height of the journal; 0 when there is none, or when it was damaged and is
   *     moved away
   * @param signed the last slot in which something was signed
   */
  public static Plan plan(long tip, long journal, Optional<Slot> signed) {
    long next = tip + 1;
    long signedHeight = signed.map(Slot::height).orElse(0L);
    long furthest = Math.max(journal, signedHeight);
    if (furthest > next) {
      return new Plan.CatchUp(next, furthest - 1);
    }
    if (journal == next) {
      return new Plan.Replay(next);
    }
    return signedHeight == next ? new Plan.Abstain(next) : new Plan.Begin(next);
  }
}
