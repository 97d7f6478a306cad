package quorate.consensus;

import java.util.Arrays;

/** Maximum matchings in bipartite graphs, by augmenting paths (Kuhn 1955). */
final class Matching {
  private static final int FREE = -1;

  private final int[][] edges;
  private final int[] takenBy;
  private final int[] visitedIn;

  private Matching(int[][] edges, int rights) {
    this.edges = edges;
    this.takenBy = new int[rights];
    this.visitedIn = new int[rights];
    Arrays.fill(takenBy, FREE);
    Arrays.fill(visitedIn, FREE);
  }

  /**
   * How many pairs the largest matching has.
   *
   * @param edges for each on the left, whom it may be matched with on the right
   * @param rights how many there are on the right
   */
  static int largest(int[][] edges, int rights) {
    Matching matching = new Matching(edges, rights);
    int pairs = 0;
    for (int left = 0; left < edges.length; left++) {
      if (matching.placed(left, left)) {
        pairs++;
      }
    }
    return pairs;
  }

  /** Places one on the left, moving others where that makes room; at most as deep as the left. */
  private boolean placed(int left, int attempt) {
    for (int right : edges[left]) {
      if (takenBy[right] == FREE) {
        takenBy[right] = left;
        return true;
      }
    }
    for (int right : edges[left]) {
      if (visitedIn[right] != attempt) {
        visitedIn[right] = attempt;
        if (placed(takenBy[right], attempt)) {
          takenBy[right] = left;
          return true;
        }
      }
    }
    return false;
  }
}
