package quorate.task;

/**
 * A rectangle in a picture, in millionths of its height ({@code top}, {@code bottom}) and width
 * ({@code left}, {@code right}), each 0 to 1,000,000.
 */
public record Box(int top, int left, int bottom, int right) {
  public static final int ONE = 1_000_000;

  public Box {
    Check.argument(0 <= top && top <= bottom && bottom <= ONE, "0 <= top <= bottom <= 1000000");
    Check.argument(0 <= left && left <= right && right <= ONE, "0 <= left <= right <= 1000000");
  }

  /** From fractions; what lies outside 0 to 1 is cut off, and swapped edges are put in order. */
  public static Box ofFractions(double top, double left, double bottom, double right) {
    return new Box(
        millionths(Math.min(top, bottom)),
        millionths(Math.min(left, right)),
        millionths(Math.max(top, bottom)),
        millionths(Math.max(left, right)));
  }

  /** A fraction as millionths, rounded half up and clamped to 0 to 1; not a number counts as 0. */
  public static int millionths(double fraction) {
    return (int) Math.round(Math.clamp(Double.isNaN(fraction) ? 0 : fraction, 0, 1) * ONE);
  }

  /** In square millionths: at most 10^12. */
  public long area() {
    return (long) (bottom - top) * (right - left);
  }

  /** Intersection over union, 0 to 1; 0 when both are empty. */
  public double iou(Box other) {
    long both = intersection(other);
    long either = area() + other.area() - both;
    return either == 0 ? 0 : (double) both / either;
  }

  /** The same in millionths, rounded down; a box and itself have all of them, even when empty. */
  public int iouMillionths(Box other) {
    long both = intersection(other);
    long either = area() + other.area() - both;
    return equals(other) ? ONE : either == 0 ? 0 : (int) (both * ONE / either);
  }

  private long intersection(Box other) {
    long high = Math.max(0, Math.min(bottom, other.bottom) - Math.max(top, other.top));
    long wide = Math.max(0, Math.min(right, other.right) - Math.max(left, other.left));
    return high * wide;
  }
}
