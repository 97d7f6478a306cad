package quorate.taskmap;

import java.util.Arrays;

/** A bounded handful of durations; those beyond the bound are counted by their fellows. */
final class Durations {
  /** The most that are kept. */
  static final int MAX = 256;

  private int[] values = new int[8];
  private int size;

  void add(int value) {
    if (size == MAX) {
      return;
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.min(MAX, size * 2));
    }
    values[size++] = value;
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  /** Copies the values to {@code into} from {@code at} on and returns the end. */
  private int copy(int[] into, int at) {
    System.arraycopy(values, 0, into, at, size);
    return at + size;
  }

  /** All values of several handfuls in ascending order. */
  static int[] sorted(Iterable<Durations> handfuls) {
    int total = 0;
    for (Durations each : handfuls) {
      total += each.size;
    }
    int[] all = new int[total];
    int end = 0;
    for (Durations each : handfuls) {
      end = each.copy(all, end);
    }
    Arrays.sort(all);
    return all;
  }

  /** The nearest-rank percentile of ascending values; −1 of none. */
  static int percentile(int[] ascending, int percent) {
    if (ascending.length == 0) {
      return -1;
    }
    int rank = (ascending.length * percent + 99) / 100;
    return ascending[Math.max(0, rank - 1)];
  }
}
