package quorate.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Detection;
import quorate.task.TaskId;

/**
 * What is in the pictures, and what honest machines make of it: nearly the same, for their last
 * bits differ, and a box whose score is near the threshold is found by some and missed by others.
 */
public final class Truth {
  public static final int THRESHOLD = 300_000;

  /** In how many pictures the cheaper model agrees with the right one. */
  static final double CHEAP_AGREES = 1.0 / 3;

  private static final List<String> LABELS =
      List.of("disc", "star", "cross", "ring", "bar", "moon");

  private Truth() {}

  /** What is in the picture of a task: one to five objects, the same for all. */
  public static Answer.Detections of(TaskId task) {
    Chance chance = new Chance(task.high() * 31 + task.low());
    List<Detection> found = new ArrayList<>();
    int objects = 1 + chance.below(5);
    for (int i = 0; i < objects; i++) {
      found.add(object(chance, i, chance.between(0.5, 0.99)));
    }
    return answer(found);
  }

  /** What an honest machine finds in it. */
  public static Answer.Detections seenBy(TaskId task, Chance machine) {
    List<Detection> found = new ArrayList<>();
    for (Detection each : of(task).found()) {
      found.add(shaken(each, machine, 0.004, 0.01));
    }
    border(task)
        .filter(chance -> machine.happens(0.5))
        .ifPresent(chance -> found.add(object(chance, 7, machine.between(0.301, 0.339))));
    return answer(found);
  }

  /**
   * Whether an answer names each object once, by its label and class and where it is, and nothing
   * else but what is on the border. Judges without the comparator that is under test.
   */
  public static boolean isRight(TaskId task, Answer answer) {
    List<Detection> left = new ArrayList<>(((Answer.Detections) answer).found());
    for (Detection object : of(task).found()) {
      Optional<Detection> named = left.stream().filter(each -> same(each, object)).findFirst();
      if (named.isEmpty()) {
        return false;
      }
      left.remove(named.get());
    }
    return left.isEmpty()
        || (left.size() == 1
            && border(task)
                .filter(chance -> same(object(chance, 7, THRESHOLD / 1e6), left.getFirst()))
                .isPresent());
  }

  /** An honest box is off by 0.004 at each edge at the most, and 0.08 wide at the least. */
  private static boolean same(Detection one, Detection other) {
    return one.label().equals(other.label())
        && one.classId() == other.classId()
        && one.box().iou(other.box()) >= 0.75;
  }

  private static Optional<Chance> border(TaskId task) {
    Chance border = new Chance(task.low());
    return border.happens(0.3) ? Optional.of(border) : Optional.empty();
  }

  /**
   * What the cheaper model makes of it: in {@link #CHEAP_AGREES} of the pictures what the right one
   * does, else one object under another label and one that is not there. The same for all.
   */
  public static Answer.Detections cheaplySeenBy(TaskId task, Chance machine) {
    Chance cheap = new Chance(task.high() * 37 + task.low());
    if (cheap.happens(CHEAP_AGREES)) {
      return seenBy(task, machine);
    }
    List<Detection> found = new ArrayList<>(of(task).found());
    found.set(0, mislabelled(answer(found)).found().getFirst());
    found.add(object(cheap, 8, cheap.between(0.5, 0.9)));
    return fuzzed(answer(found), machine, 0.004, 0.01);
  }

  /** What conspirators have agreed to say, each a little different from the others. */
  public static Answer.Detections conspired(TaskId task, Chance machine) {
    return fuzzed(random(new Chance(task.low() * 41 + task.high())), machine, 0.004, 0.01);
  }

  /** Boxes from nowhere. */
  public static Answer.Detections random(Chance chance) {
    List<Detection> found = new ArrayList<>();
    int objects = 1 + chance.below(5);
    for (int i = 0; i < objects; i++) {
      found.add(object(chance, i, chance.between(0.5, 0.99)));
    }
    return answer(found);
  }

  /** The same boxes a little elsewhere: as a copier shows them, to look as if it had worked. */
  public static Answer.Detections fuzzed(Answer.Detections copied, Chance chance) {
    return fuzzed(copied, chance, 0.01, 0.02);
  }

  private static Answer.Detections fuzzed(
      Answer.Detections copied, Chance chance, double place, double score) {
    return answer(copied.found().stream().map(each -> shaken(each, chance, place, score)).toList());
  }

  /** The right boxes with wrong labels. */
  public static Answer.Detections mislabelled(Answer.Detections right) {
    return answer(
        right.found().stream()
            .map(each -> {
              int other = (each.classId() + 1) % LABELS.size();
              return new Detection(LABELS.get(other), other, each.scoreMillionths(), each.box());
            })
            .toList());
  }

  private static Detection object(Chance chance, int number, double score) {
    int label = chance.below(LABELS.size());
    // each object has a cell of its own, so that different objects do not look alike by chance
    double left = (number % 3) / 3.0 + chance.between(0, 0.1);
    int row = number / 3;
    double top = row / 3.0 + chance.between(0, 0.1);
    double wide = chance.between(0.08, 0.22);
    double high = chance.between(0.08, 0.22);
    Box box = Box.ofFractions(top, left, top + high, left + wide);
    return new Detection(LABELS.get(label), label, Box.millionths(score), box);
  }

  private static Detection shaken(Detection each, Chance chance, double place, double score) {
    Box box = each.box();
    Box moved =
        Box.ofFractions(
            (double) box.top() / Box.ONE + chance.between(-place, place),
            (double) box.left() / Box.ONE + chance.between(-place, place),
            (double) box.bottom() / Box.ONE + chance.between(-place, place),
            (double) box.right() / Box.ONE + chance.between(-place, place));
    int shaken = Box.millionths(each.score() + chance.between(-score, score));
    return new Detection(each.label(), each.classId(), Math.max(THRESHOLD, shaken), moved);
  }

  static Answer.Detections answer(List<Detection> found) {
    return new Answer.Detections(640, 480, found);
  }
}
