package quorate.task;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which known words a mistyped one may stand for: by edit distance, swapped neighbours count 1. */
public final class Nearest {
  private Nearest() {}

  /** The known words near enough to have been meant, nearest first, at most {@code max}. */
  public static List<String> to(String given, Collection<String> known, int max) {
    record Scored(String word, int distance) {}
    int limit = Math.max(2, given.length() / 3);
    return known.stream()
        .map(word -> new Scored(word, distance(lower(given), lower(word))))
        .filter(scored -> scored.distance() <= limit)
        .sorted(Comparator.comparingInt(Scored::distance).thenComparing(Scored::word))
        .limit(max)
        .map(Scored::word)
        .toList();
  }

  /** The fewest insertions, deletions, replacements and swaps of neighbours (Damerau's, 1964). */
  public static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(a, b, i, j, cost);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int step(String a, String b, int i, int j, int[][] cost) {
    int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, 1 + cost[i - 2][j - 2]) : least;
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }
}
