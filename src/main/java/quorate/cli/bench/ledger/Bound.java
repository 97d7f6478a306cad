package quorate.cli.bench.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import quorate.ledger.state.SignatureCheck;
import quorate.ledger.state.SignedTransaction;
import quorate.task.Digest;

/**
 * What the machine could do if validators did nothing but verify: cores over (validators × the time
 * of one verification), measured on all cores at once. A limit is read right before and right after
 * what is compared with it, and their mean counts: a machine that is shared drifts by more than
 * what is measured. How far they are apart is said too.
 */
final class Bound {
  private final List<SignedTransaction> samples;
  private final Digest chain;
  private final int cores;
  private final List<Long> readings = new ArrayList<>(); // three a run

  Bound(List<SignedTransaction> samples, Digest chain, int cores) {
    this.samples = samples;
    this.chain = chain;
    this.cores = cores;
  }

  /** The mean of the last two readings: verifications a second, of all cores together. */
  double around() {
    return lastTwo().average().orElse(0);
  }

  /** How far the last two readings are apart, as a part of the larger. */
  double drift() {
    return 1 - lastTwo().min().orElse(0) / (double) lastTwo().max().orElse(1);
  }

  private LongStream lastTwo() {
    return readings.stream().skip(Math.max(0, readings.size() - 2)).mapToLong(each -> each);
  }

  /** The best reading of all. */
  double best() {
    return readings.stream().mapToLong(each -> each).max().orElse(0);
  }

  List<Long> readings() {
    return List.copyOf(readings);
  }

  /** Another reading. */
  double measure(long millis) throws InterruptedException {
    double all = verificationsPerSecond(millis);
    readings.add(Math.round(all));
    return all;
  }

  private double verificationsPerSecond(long millis) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(cores);
    try {
      List<Future<Double>> rates = new ArrayList<>();
      for (int i = 0; i < cores; i++) {
        rates.add(threads.submit(() -> rate(millis)));
      }
      double sum = 0;
      for (Future<Double> rate : rates) {
        sum += rate.get();
      }
      return sum;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      threads.shutdown();
    }
  }

  private double rate(long millis) {
    long began = System.nanoTime();
    long until = began + TimeUnit.MILLISECONDS.toNanos(millis);
    long verified = 0;
    while (System.nanoTime() < until) {
      SignedTransaction each = samples.get((int) (verified % samples.size()));
      boolean holds =
          SignatureCheck.ED25519.holds(
              each.transaction().sender(), each.id(chain).value(), each.signature());
      if (!holds) {
        throw new IllegalStateException("what was signed holds");
      }
      verified++;
    }
    return verified * 1e9 / (System.nanoTime() - began);
  }
}
