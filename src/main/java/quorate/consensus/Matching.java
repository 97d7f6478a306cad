package quorate.consensus;

import static java.util.Comparator.comparingInt;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Maximum matchings in bipartite graphs, by augmenting paths (Kuhn 1955). */
final class Matching {
  /** In place of a partner: there is none. */
  static final int FREE = -1;

  private static final Comparator<Edge> NEAREST_FIRST =
      comparingInt(Edge::nearness)
          .reversed()
          .thenComparingInt(Edge::left)
          .thenComparingInt(Edge::right);

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

  /**
   * A largest matching that begins with the nearest pairs, so that near ones stay together.
   *
   * @return for each on the left its partner on the right, or {@link #FREE}
   */
  static int[] nearest(List<Edge> edges, int lefts, int rights) {
    Matching matching = new Matching(byLeft(edges, lefts), rights);
    boolean[] placed = new boolean[lefts];
    for (Edge edge : edges.stream().sorted(NEAREST_FIRST).toList()) {
      if (!placed[edge.left()] && matching.takenBy[edge.right()] == FREE) {
        placed[edge.left()] = true;
        matching.takenBy[edge.right()] = edge.left();
      }
    }
    for (int left = 0; left < lefts; left++) {
      if (!placed[left]) {
        matching.placed(left, left);
      }
    }
    return matching.partners(lefts);
  }

  private static int[][] byLeft(List<Edge> edges, int lefts) {
    Map<Integer, List<Edge>> of = edges.stream().collect(Collectors.groupingBy(Edge::left));
    int[][] byLeft = new int[lefts][];
    for (int left = 0; left < lefts; left++) {
      byLeft[left] = of.getOrDefault(left, List.of()).stream().mapToInt(Edge::right).toArray();
    }
    return byLeft;
  }

  private int[] partners(int lefts) {
    int[] partners = new int[lefts];
    Arrays.fill(partners, FREE);
    for (int right = 0; right < takenBy.length; right++) {
      if (takenBy[right] != FREE) {
        partners[takenBy[right]] = right;
      }
    }
    return partners;
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

  /** Two that may be partners, and how near they are: more is nearer. */
  record Edge(int left, int right, int nearness) {}
}
