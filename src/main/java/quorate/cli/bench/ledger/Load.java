package quorate.cli.bench.ledger;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import quorate.ledger.chain.ReplicaOrder.Outcome;

/** Hands transfers in, and counts how they end. */
final class Load {
  private static final long MILLIS_MAX = 600_000;
  private static final long PATIENCE_SECONDS = 900;

  private final List<Validator> validators;
  private final Transfers transfers;
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder ended = new LongAdder();
  private final LongAdder lost = new LongAdder(); // not final, though nothing forbids it
  private final Histogram millis = new ConcurrentHistogram(MILLIS_MAX, 3);

  Load(List<Validator> validators, Transfers transfers) {
    this.validators = validators;
    this.transfers = transfers;
  }

  /** Has so many transfers signed; before it begins. */
  void signAhead(int count) {
    transfers.signAhead(count);
  }

  /** As many at once as {@code inFlight}, for a while; each that ends makes room for another. */
  void closed(int inFlight, long forMillis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(forMillis);
    CountDownLatch over = new CountDownLatch(inFlight);
    for (int i = 0; i < inFlight; i++) {
      chain(until, over);
    }
    await(over);
  }

  private static void await(CountDownLatch over) {
    try {
      over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void chain(long until, CountDownLatch over) {
    int index = System.nanoTime() < until ? transfers.next() : -1;
    if (index < 0) {
      over.countDown();
      return;
    }
    hand(index, System.nanoTime(), () -> chain(until, over));
  }

  /** So many a second by the clock, however fast they end; then waits for the last. */
  void open(double perSecond, long forMillis) {
    long began = System.nanoTime();
    long count = (long) (perSecond * forMillis / 1000);
    CountDownLatch over = new CountDownLatch((int) count);
    for (long i = 0; i < count; i++) {
      long due = began + (long) (i * 1e9 / perSecond);
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      int index = transfers.next();
      if (index < 0) {
        over.countDown();
      } else {
        hand(index, due, over::countDown);
      }
    }
    await(over);
  }

  private void hand(int index, long dueNanos, Runnable then) {
    open.incrementAndGet();
    var unused =
        validators
            .get(transfers.place(index, validators.size()))
            .keeper()
            .submit(transfers.at(index))
            .whenComplete((outcome, failure) -> {
              open.decrementAndGet();
              if (outcome instanceof Outcome.Final) {
                ended.increment();
                long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - dueNanos);
                millis.recordValue(Math.clamp(took, 0, MILLIS_MAX));
              } else {
                lost.increment();
              }
              then.run();
            });
  }

  long ended() {
    return ended.sum();
  }

  long lost() {
    return lost.sum() + open.get();
  }

  /** From when one was to be handed in until it was final there. */
  Histogram millis() {
    return millis;
  }
}
