package quorate.cli.bench;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Whether something has run long enough to be measured: compilers have done their work once the
 * rates of the last windows differ by little.
 */
final class Warmth {
  private static final int WINDOWS = 4;

  /** Long enough for a few dozen pictures even of a slow model, which the rates are told from. */
  private static final Duration WINDOW = Duration.ofSeconds(5);

  private static final double WITHIN = 0.04;

  private final double tolerance;
  private final Deque<Double> last = new ArrayDeque<>(); // at most WINDOWS

  /**
   * Of something that has not run yet.
   *
   * @param tolerance by how much the rates may differ: the largest over the smallest, less one
   */
  Warmth(double tolerance) {
    this.tolerance = tolerance;
  }

  /** Has an arm work until its rate stays the same; false when the time was over first. */
  static boolean await(String name, Arm arm, Duration atMost, Consumer<String> progress) {
    Warmth warmth = new Warmth(WITHIN);
    long until = System.nanoTime() + atMost.toNanos();
    boolean warm = false;
    while (!warm && System.nanoTime() < until) {
      double rate = arm.block(WINDOW).picturesPerSecond();
      warm = warmth.reached(rate);
      progress.accept(String.format(Locale.ROOT, "warming up: %s %.1f pictures/s", name, rate));
    }
    return warm;
  }

  /** Another window; true when nothing more is to be gained by waiting. */
  boolean reached(double rate) {
    if (last.size() == WINDOWS) {
      last.removeFirst();
    }
    last.addLast(rate);
    double least = last.stream().mapToDouble(each -> each).min().orElse(0);
    double most = last.stream().mapToDouble(each -> each).max().orElse(0);
    return last.size() == WINDOWS && least > 0 && most / least - 1 <= tolerance;
  }
}
