package quorate.consensus;

import java.util.Arrays;
import java.util.List;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Detection;
import quorate.task.Terms;

/**
 * Detections agree when their boxes match one to one: same label, IoU of at least one half. A box
 * whose score lies within a band above the client's threshold is optional, for another machine may
 * have put it just below; all others are required. They agree when F1 over the required boxes of
 * both sides is at least 0.80, and pictures without any required box agree.
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
  static final double IOU_MIN = 0.50;

  /** The width of the band above the threshold within which a box is optional. */
  static final int BAND_MILLIONTHS = 50_000;

  /** Answers agree from this F1 on. */
  static final int F1_MIN_PERCENT = 80;

  private final Terms terms;
  private final int requiredFrom;

  DetectionComparator(Terms terms) {
    this.terms = terms;
    // next to a score of one the band narrows, for else nothing at all would be required there
    int band = Math.min(BAND_MILLIONTHS, (Box.ONE - terms.minScoreMillionths()) / 2);
    this.requiredFrom = terms.minScoreMillionths() + band;
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
    if (one.equals(other)) {
      return true;
    }
    Answer.Detections left = (Answer.Detections) one;
    Answer.Detections right = (Answer.Detections) other;
    return left.width() == right.width()
        && left.height() == right.height()
        && agree(left.found(), right.found());
  }

  private boolean agree(List<Detection> left, List<Detection> right) {
    List<Detection> leftRequired = required(left);
    List<Detection> rightRequired = required(right);
    int boxes = leftRequired.size() + rightRequired.size();
    int matched = matched(leftRequired, right) + matched(rightRequired, left);
    return matched * 100L >= (long) boxes * F1_MIN_PERCENT;
  }

  private List<Detection> required(List<Detection> found) {
    return found.stream().filter(each -> each.scoreMillionths() >= requiredFrom).toList();
  }

  private static int matched(List<Detection> from, List<Detection> to) {
    int[][] edges = new int[from.size()][];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = matches(from.get(i), to);
    }
    return Matching.largest(edges, to.size());
  }

  private static int[] matches(Detection from, List<Detection> to) {
    int[] found = new int[to.size()];
    int size = 0;
    for (int j = 0; j < found.length; j++) {
      if (same(from, to.get(j))) {
        found[size++] = j;
      }
    }
    return Arrays.copyOf(found, size);
  }

  private static boolean same(Detection one, Detection other) {
    return one.label().equals(other.label()) && one.box().iou(other.box()) >= IOU_MIN;
  }
}
