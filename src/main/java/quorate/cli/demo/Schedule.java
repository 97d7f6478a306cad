package quorate.cli.demo;

import io.reactivex.rxjava3.core.Flowable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import quorate.client.Submission;

/**
 * Tasks at a steady rate, whether or not the network keeps up (open loop): each carries the time at
 * which it was due, from which its times count.
 */
public final class Schedule {
  /** How many tasks may be due and not yet taken; a network that is further behind has failed. */
  private static final int BEHIND_MAX = 100_000;

  private Schedule() {}

  /** So many tasks, the first one at once. */
  public static Flowable<Submission> of(
      long count, double perSecond, LongFunction<Submission> task) {
    long period = (long) (1e9 / perSecond);
    return Flowable.defer(() -> {
      long start = System.nanoTime();
      return Flowable.intervalRange(0, count, 0, period, TimeUnit.NANOSECONDS)
          .onBackpressureBuffer(BEHIND_MAX)
          .map(index -> task.apply(index).dueAt(start + index * period));
    });
  }
}
