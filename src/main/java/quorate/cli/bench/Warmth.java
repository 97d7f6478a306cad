package quorate.cli.bench;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whether something has run long enough to be measured: compilers have done their work once the
 * rates of the last windows differ by little.
 */
final class Warmth {
  private static final int WINDOWS = 4;

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
