package quorate.ledger.settle;

import java.util.concurrent.atomic.AtomicLong;

/** What a node has settled since it started; any thread may read. */
public final class SettleCounts {
  final AtomicLong settled = new AtomicLong();
  final AtomicLong givenUp = new AtomicLong();
  final AtomicLong vouched = new AtomicLong();
  final AtomicLong declined = new AtomicLong();
  final AtomicLong lied = new AtomicLong();

  /** Tasks that this node has seen paid, by whomever. */
  public long settled() {
    return settled.get();
  }

  /** Tasks that this node does not try to have paid any more. */
  public long givenUp() {
    return givenUp.get();
  }

  /** Batches that this node has vouched for. */
  public long vouched() {
    return vouched.get();
  }

  /** Batches that it would not vouch for. */
  public long declined() {
    return declined.get();
  }

  /** Words of settlers that did not hold. */
  public long lied() {
    return lied.get();
  }
}
