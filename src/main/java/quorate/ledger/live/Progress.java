package quorate.ledger.live;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what is decided, and tells of it now and then rather than of each height. */
final class Progress {
  private static final long TELL_MILLIS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

  private long roundChanges;
  private long transactions;
  private long blocks;
  private long toldMillis;
  private long blocksTold;
  private long transactionsTold;

  Progress(long nowMillis) {
    this.toldMillis = nowMillis;
  }

  long roundChanges() {
    return roundChanges;
  }

  long transactions() {
    return transactions;
  }

  void stored(BlockDecided decided, long nowMillis) {
    int rounds = decided.commit().map(previous -> previous.commit().round()).orElse(0);
    roundChanges += rounds;
    transactions += decided.block().transactions().size();
    blocks++;
    if (rounds > 0) {
      LOG.debug("ledger height={} decided in round={}", decided.height(), rounds);
    }
    if (nowMillis - toldMillis >= TELL_MILLIS) {
      LOG.info(
          "ledger height={} blocks={} transactions={} roundChanges={}",
          decided.height(),
          blocks - blocksTold,
          transactions - transactionsTold,
          roundChanges);
      toldMillis = nowMillis;
      blocksTold = blocks;
      transactionsTold = transactions;
    }
  }
}
