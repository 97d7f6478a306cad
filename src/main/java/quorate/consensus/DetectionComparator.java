package quorate.consensus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import quorate.consensus.Matching.Edge;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Detection;
import quorate.task.Terms;

/**
 * Detections agree when their boxes match one to one: same class, IoU of at least one half. A box
 * whose score lies within a band above the client's threshold is optional, for another machine may
 * have put it just below; all others are required. They agree when F1 over the required boxes of
 * both sides is at least 0.80, and pictures without any required box agree. They agree wholly when
 * every required box has a match that is near: IoU of at least three quarters. Honest machines are
 * nearer than that to each other; who draws a box at random may hit one half.
 *
 * <p>So a fifth of an answer may be anything, and any number of optional boxes: that is why no more
 * is given out of it than what the boxes of enough other answers match.
 *
 * <p>Where one answer alone decides, no other holds it back: all of it is given out, and only an
 * audit now and then looks at it. So an audit has to notice what is put in or left out: answers to
 * such a task agree only when they do so wholly, and when of each no more than {@link #STRAYS_MAX}
 * box is without a match in the other.
 */
/*
 * Required boxes may match optional ones of the other side. Which matching counts? By a theorem of
 * Mendelsohn and Dulmage (1958), if one matching covers a set of boxes on the left and another
 * one covers a set on the right, a third covers both sets. So the best matching covers as many
 * required boxes of the left as a matching can that looks at them alone, and likewise of the
 * right: two maximum matchings give the exact result, whatever the order of the boxes.
 */
final class DetectionComparator implements Comparator {
  /** Two boxes match from this overlap on. */
  static final int IOU_MIN_MILLIONTHS = 500_000;

  /** And from this one on they are near. */
  static final int IOU_NEAR_MILLIONTHS = 750_000;

  /** The width of the band above the threshold within which a box is optional. */
  static final int BAND_MILLIONTHS = 50_000;

  /** Answers agree from this F1 on. */
  static final int F1_MIN_PERCENT = 80;

  /**
   * Next to the threshold honest machines may see a box or not; that they differ in two of one
   * picture was never seen (354 pictures, docs/trust.md).
   */
  static final int STRAYS_MAX = 1;

  private final Terms terms;
  private final int requiredFrom;
  private final boolean lone;

  DetectionComparator(Terms terms) {
    this.terms = terms;
    // next to a score of one the band narrows, for else nothing at all would be required there
    int band = Math.min(BAND_MILLIONTHS, (Box.ONE - terms.minScoreMillionths()) / 2);
    this.requiredFrom = terms.minScoreMillionths() + band;
    this.lone = terms.replicas() == 1;
  }

  @Override
  public boolean fits(Answer answer) {
    return answer instanceof Answer.Detections detections
        && detections.found().size() <= terms.topK()
        && detections.found().stream()
            .allMatch(found -> found.scoreMillionths() >= terms.minScoreMillionths());
  }

  @Override
  public boolean agree(Answer one, Answer other) {
    return lone
        ? agreeWholly(one, other) && strays(one, other) <= STRAYS_MAX
        : agree(one, other, IOU_MIN_MILLIONTHS, F1_MIN_PERCENT);
  }

  /** How many boxes of the one that has more of them are without a match. */
  private static int strays(Answer one, Answer other) {
    List<Detection> left = ((Answer.Detections) one).found();
    List<Detection> right = ((Answer.Detections) other).found();
    int[] partners = partners(left, right);
    int matched = (int) Arrays.stream(partners).filter(each -> each != Matching.FREE).count();
    return Math.max(left.size(), right.size()) - matched;
  }

  @Override
  public boolean agreeWholly(Answer one, Answer other) {
    return agree(one, other, IOU_NEAR_MILLIONTHS, 100);
  }

  private boolean agree(Answer one, Answer other, int iouMin, int percentMin) {
    if (one.equals(other)) {
      return true;
    }
    Answer.Detections left = (Answer.Detections) one;
    Answer.Detections right = (Answer.Detections) other;
    return sameSize(left, right)
        && matchedPercent(left.found(), right.found(), iouMin) >= percentMin;
  }

  /** In millionths: 2 for a box without a match; for a pair what its boxes and scores differ by. */
  @Override
  public long distance(Answer one, Answer other) {
    if (one.equals(other)) {
      return 0;
    }
    List<Detection> left = ((Answer.Detections) one).found();
    List<Detection> right = ((Answer.Detections) other).found();
    int[] partners = partners(left, right);
    long distance = 2L * Box.ONE * (left.size() + right.size());
    for (int i = 0; i < partners.length; i++) {
      if (partners[i] != Matching.FREE) {
        distance -= 4L * Box.ONE - apart(left.get(i), right.get(partners[i]));
      }
    }
    return distance;
  }

  private static int apart(Detection one, Detection other) {
    int scores = Math.abs(one.scoreMillionths() - other.scoreMillionths());
    return Box.ONE - one.box().iouMillionths(other.box()) + scores;
  }

  @Override
  public Answer supported(Answer centre, List<Answer> all, int quorum) {
    Answer.Detections whole = (Answer.Detections) centre;
    int enough = lone ? Math.max(quorum, Math.min(2, all.size())) : quorum;
    List<Detection> found = whole.found();
    int[] supporters = new int[found.size()];
    for (Answer each : all) {
      int[] partners = partners(found, ((Answer.Detections) each).found());
      for (int i = 0; i < partners.length; i++) {
        supporters[i] += partners[i] == Matching.FREE ? 0 : 1;
      }
    }
    List<Detection> supported = new ArrayList<>();
    for (int i = 0; i < supporters.length; i++) {
      if (supporters[i] >= enough) {
        supported.add(found.get(i));
      }
    }
    return new Answer.Detections(whole.width(), whole.height(), supported);
  }

  private static boolean sameSize(Answer.Detections one, Answer.Detections other) {
    return one.width() == other.width() && one.height() == other.height();
  }

  /** F1 over the required boxes of both, rounded down. */
  private long matchedPercent(List<Detection> left, List<Detection> right, int iouMin) {
    List<Detection> leftRequired = required(left);
    List<Detection> rightRequired = required(right);
    int boxes = leftRequired.size() + rightRequired.size();
    int matched = matched(leftRequired, right, iouMin) + matched(rightRequired, left, iouMin);
    return boxes == 0 ? 100 : matched * 100L / boxes;
  }

  private List<Detection> required(List<Detection> found) {
    return found.stream().filter(each -> each.scoreMillionths() >= requiredFrom).toList();
  }

  private static int matched(List<Detection> from, List<Detection> to, int iouMin) {
    int[][] edges = new int[from.size()][];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = matches(from.get(i), to, iouMin);
    }
    return Matching.largest(edges, to.size());
  }

  private static int[] matches(Detection from, List<Detection> to, int iouMin) {
    int[] found = new int[to.size()];
    int size = 0;
    for (int j = 0; j < found.length; j++) {
      if (same(from, to.get(j), iouMin)) {
        found[size++] = j;
      }
    }
    return Arrays.copyOf(found, size);
  }

  private static boolean same(Detection one, Detection other, int iouMin) {
    return one.classId() == other.classId()
        && one.label().equals(other.label())
        && one.box().iouMillionths(other.box()) >= iouMin;
  }

  /**
   * Which box of the right each box of the left has to itself, in as many pairs as there can be.
   */
  private static int[] partners(List<Detection> left, List<Detection> right) {
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      for (int j : matches(left.get(i), right, IOU_MIN_MILLIONTHS)) {
        edges.add(new Edge(i, j, left.get(i).box().iouMillionths(right.get(j).box())));
      }
    }
    return Matching.nearest(edges, left.size(), right.size());
  }
}
