package quorate.cli.bench.ledger;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** What becomes final within a time, at the validator where it is least. */
final class Meter {
  /** What happens while the load builds up is not counted. */
  static final long LEAD_MILLIS = 2000;

  private Meter() {}

  /**
   * What was counted.
   *
   * @param coresBusy how many processors this process kept busy: what is less than the machine has
   *     was waited for a disk, or was others'
   */
  record Count(double transactionsPerSecond, double blocksPerSecond, double coresBusy) {
    double transactionsPerBlock() {
      return blocksPerSecond == 0 ? 0 : transactionsPerSecond / blocksPerSecond;
    }
  }

  static Count count(List<Validator> validators, long millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(LEAD_MILLIS);
    long cpu = cpuNanos();
    long began = System.nanoTime();
    long[] transactions = now(validators, Validator::decided);
    long[] blocks = now(validators, Validator::blocks);
    TimeUnit.MILLISECONDS.sleep(millis);
    double seconds = (System.nanoTime() - began) / 1e9;
    double coresBusy = (cpuNanos() - cpu) / 1e9 / seconds;
    return new Count(
        least(transactions, now(validators, Validator::decided)) / seconds,
        least(blocks, now(validators, Validator::blocks)) / seconds,
        coresBusy);
  }

  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  private static long[] now(List<Validator> validators, ToLongFunction<Validator> what) {
    return validators.stream().mapToLong(what).toArray();
  }

  private static long least(long[] before, long[] after) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < before.length; i++) {
      least = Math.min(least, after[i] - before[i]);
    }
    return least;
  }
}
