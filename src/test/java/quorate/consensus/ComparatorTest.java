package quorate.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.simulation.Chance;
import quorate.task.Answer;
import quorate.task.Answer.Classes;
import quorate.task.Answer.Detections;
import quorate.task.Answer.Likelihood;
import quorate.task.Box;
import quorate.task.Detection;
import quorate.task.Kind;
import quorate.task.Terms;

class ComparatorTest {
  private static final Terms TERMS = new Terms(3, 2, 300_000, 5, 30_000);
  private static final Comparator BOXES = Comparator.of(Kind.DETECTION, TERMS);
  private static final Comparator LONE =
      Comparator.of(Kind.DETECTION, new Terms(1, 1, 300_000, 10, 30_000));
  private static final Comparator LABELS = Comparator.of(Kind.CLASSIFICATION, TERMS);

  @Test
  void boxesAgreeWhenTheyOverlapByHalf() {
    Detections left = found(box("dog", 900_000, 0, 0, 300_000, 300_000));
    assertThat(BOXES.agree(left, found(box("dog", 500_000, 0, 0, 300_000, 200_000)))).isTrue();
    assertThat(BOXES.agree(left, found(box("dog", 500_000, 0, 0, 300_000, 149_999)))).isFalse();
    assertThat(BOXES.agree(left, found(box("cat", 900_000, 0, 0, 300_000, 300_000)))).isFalse();
  }

  @Test
  void boxesDisagreeWhenOneHasAnotherClassUnderTheSameLabel() {
    Box box = new Box(0, 0, 300_000, 300_000);
    Detections one = found(new Detection("dog", 18, 900_000, box));
    assertThat(BOXES.agree(one, found(new Detection("dog", 19, 900_000, box)))).isFalse();
    assertThat(BOXES.agree(one, found(new Detection("dog", 18, 800_000, box)))).isTrue();
  }

  @Test
  void boxesAgreeWhollyWhenNoClearOneIsMissing() {
    List<Detection> five = row(5);
    List<Detection> more = new ArrayList<>(five);
    more.add(box("cat", 349_999, 0, 500_000, 300_000, 900_000));
    assertThat(BOXES.agreeWholly(found(five), found(more))).isTrue();
    assertThat(BOXES.agreeWholly(found(), found())).isTrue();
    assertThat(BOXES.agreeWholly(found(five), found(five.subList(0, 4)))).isFalse();
    assertThat(BOXES.agreeWholly(found(five.subList(0, 4)), found(five))).isFalse();
  }

  @Test
  void boxesAgreeButNotWhollyWhenAClearOneIsFarFromItsMatch() {
    Detections honest = found(box("dog", 900_000, 0, 0, 400_000, 400_000));
    Detections near = found(box("dog", 900_000, 0, 0, 400_000, 310_000));
    Detections far = found(box("dog", 900_000, 0, 0, 400_000, 290_000));
    assertThat(BOXES.agreeWholly(honest, near)).isTrue();
    assertThat(BOXES.agree(honest, far)).isTrue();
    assertThat(BOXES.agreeWholly(honest, far)).isFalse();
  }

  @Test
  void boxesAgreeOnlyWhollyWhereOneAnswerAloneDecides() {
    List<Detection> five = row(5);
    assertThat(BOXES.agree(found(five), found(five.subList(0, 4)))).isTrue();
    assertThat(LONE.agree(found(five), found(five.subList(0, 4)))).as("one left out").isFalse();
    assertThat(LONE.agree(found(five), found(border(five, 1)))).as("at the threshold").isTrue();
    assertThat(BOXES.agree(found(five), found(border(five, 2)))).isTrue();
    assertThat(LONE.agree(found(five), found(border(five, 2)))).as("two put in").isFalse();
    assertThat(LONE.agree(found(border(five, 2)), found(five))).as("either way").isFalse();
    assertThat(LONE.agree(found(border(five, 2)), found(border(five, 2)))).isTrue();
  }

  @Test
  void givesOutOfALoneAnswerWhatItsAuditorHasTooWhenThereIsOne() {
    List<Detection> five = row(5);
    Detections more = found(border(five, 1));
    assertThat(LONE.supported(more, List.of(more), 1)).isEqualTo(more);
    assertThat(LONE.supported(more, List.of(more, found(five)), 1)).isEqualTo(found(five));
  }

  private static List<Detection> border(List<Detection> clear, int more) {
    List<Detection> found = new ArrayList<>(clear);
    for (int i = 0; i < more; i++) {
      int left = i * 200_000;
      found.add(box("cat", 310_000, 500_000, left, 700_000, left + 150_000));
    }
    return found;
  }

  @Test
  void givesOutOnlyTheBoxesThatAQuorumHas() {
    Detection all = box("dog", 900_000, 0, 0, 300_000, 300_000);
    Detection two = box("cat", 900_000, 0, 500_000, 300_000, 900_000);
    Detection one = box("cat", 310_000, 500_000, 500_000, 900_000, 900_000);
    Detections centre = found(all, two, one);
    List<Answer> said = List.of(centre, found(all, two), found(all));
    assertThat(BOXES.supported(centre, said, 1)).isEqualTo(centre);
    assertThat(BOXES.supported(centre, said, 2)).isEqualTo(found(all, two));
    assertThat(BOXES.supported(centre, said, 3)).isEqualTo(found(all));
  }

  @Test
  void givesOutABoxOnceWhenTheCentreHasItTwice() {
    Detection real = box("dog", 900_000, 0, 0, 300_000, 300_000);
    Detection twin = box("dog", 900_000, 0, 0, 300_000, 280_000);
    Detections centre = found(twin, real);
    List<Answer> said = List.of(centre, found(real), found(real));
    assertThat(BOXES.supported(centre, said, 2)).isEqualTo(found(real));
  }

  @Test
  void givesOutEveryBoxThatAllHave() {
    Chance chance = new Chance(3);
    for (int i = 0; i < 500; i++) {
      Detections centre = crowd(chance);
      List<Answer> said = new ArrayList<>(List.of(centre));
      for (int j = 0; j < 3; j++) {
        List<Detection> found = new ArrayList<>(nudged(centre, chance).found());
        found.addAll(crowd(chance).found()); // whatever else they have
        said.add(found(found));
      }
      assertThat(BOXES.supported(centre, said, 4)).isEqualTo(centre);
    }
    Detections empty = found(box("dog", 900_000, 100, 100, 100, 100));
    assertThat(BOXES.supported(empty, List.of(empty, empty), 2)).isEqualTo(empty);
  }

  @Test
  void isTheFartherApartTheLessAnswersMatch() {
    Detections one = found(row(5));
    assertThat(BOXES.distance(one, one)).isZero();
    long near = BOXES.distance(one, nudged(one, new Chance(1)));
    long missing = BOXES.distance(one, found(row(4)));
    List<Detection> more = new ArrayList<>(row(5));
    more.addAll(List.of(row(1).getFirst(), row(1).getFirst()));
    assertThat(near).isPositive().isLessThan(missing);
    assertThat(missing).isEqualTo(2_000_000).isLessThan(BOXES.distance(one, found(more)));
  }

  @Test
  void givesOutOnlyTheLabelsThatAQuorumHas() {
    Answer centre = classes("a", 600_000, "b", 300_000, "junk", 40_000);
    List<Answer> said = List.of(centre, classes("a", 600_000, "b", 300_000), classes("a", 600_000));
    assertThat(LABELS.supported(centre, said, 2)).isEqualTo(classes("a", 600_000, "b", 300_000));
    assertThat(LABELS.distance(centre, said.get(1))).isEqualTo(40_000);
  }

  @Test
  void boxesAboveTheThresholdMayBeMissing() {
    Detection sure = box("dog", 900_000, 0, 0, 300_000, 300_000);
    Detection border = box("cat", 349_999, 500_000, 500_000, 900_000, 900_000);
    Detection clear = box("cat", 350_000, 500_000, 500_000, 900_000, 900_000);
    assertThat(BOXES.agree(found(sure), found(sure, border))).isTrue();
    assertThat(BOXES.agree(found(), found(border))).isTrue();
    assertThat(BOXES.agree(found(sure), found(sure, clear))).isFalse();
    assertThat(BOXES.agree(found(), found(clear))).isFalse();
  }

  @Test
  void theBandNarrowsNextToOneSoThatSomethingIsAlwaysRequired() {
    Comparator strict = Comparator.of(Kind.DETECTION, new Terms(3, 2, 1_000_000, 5, 1));
    Detection sure = box("dog", 1_000_000, 0, 0, 300_000, 300_000);
    assertThat(strict.agree(found(), found(sure))).isFalse();
  }

  @Test
  void agreesFromFourFifthsOn() {
    List<Detection> five = row(5);
    assertThat(BOXES.agree(found(five), found(five.subList(0, 4)))).isTrue(); // F1 = 8/9
    assertThat(BOXES.agree(found(five), found(five.subList(0, 3)))).isFalse(); // F1 = 6/8
  }

  @Test
  void answersThatBreakTheTermsDoNotFit() {
    assertThat(BOXES.fits(found(row(5)))).isTrue();
    assertThat(BOXES.fits(found(row(6)))).isFalse();
    assertThat(BOXES.fits(found(box("dog", 299_999, 0, 0, 1, 1)))).isFalse();
    assertThat(BOXES.fits(new Classes(List.of(new Likelihood("dog", 1))))).isFalse();
    assertThat(LABELS.fits(classes("a", 1, "b", 2))).isFalse();
    assertThat(LABELS.fits(classes("a", 2, "a", 1))).isFalse();
  }

  @Test
  void picturesOfAnotherSizeDisagree() {
    assertThat(BOXES.agree(new Detections(1, 2, List.of()), new Detections(2, 1, List.of())))
        .isFalse();
  }

  @Test
  void labelsAgreeWhenTheFirstIsTheSameAndTheRestIsNear() {
    Answer one = classes("a", 600_000, "b", 380_000);
    assertThat(LABELS.agree(one, classes("a", 560_000, "b", 400_000))).isTrue();
    assertThat(LABELS.agree(one, classes("a", 540_000, "b", 400_000))).isFalse();
    assertThat(LABELS.agree(one, classes("b", 600_000, "a", 380_000))).isFalse();
    assertThat(LABELS.agree(one, classes("a", 600_000))).isFalse();
    assertThat(LABELS.agree(classes("a", 600_000, "b", 340_000), classes("a", 600_000))).isTrue();
  }

  @Test
  void matchesAsTheSlowWayDoes() {
    Chance chance = new Chance(7);
    int agreements = 0;
    for (int i = 0; i < 3000; i++) {
      Detections left = crowd(chance);
      Detections right = chance.happens(0.5) ? crowd(chance) : shaken(left, chance);
      boolean agree = BOXES.agree(left, right);
      assertThat(agree).as("%s against %s", left, right).isEqualTo(slowly(left, right));
      assertThat(BOXES.agree(right, left)).isEqualTo(agree);
      assertThat(BOXES.agree(left, left)).isTrue();
      agreements += agree ? 1 : 0;
    }
    assertThat(agreements).isBetween(500, 2500);
  }

  /** Tries every matching there is. */
  private static boolean slowly(Detections left, Detections right) {
    if (left.equals(right)) {
      return true;
    }
    int boxes = 0;
    for (Detections side : List.of(left, right)) {
      boxes += (int) side.found().stream().filter(ComparatorTest::required).count();
    }
    return best(left.found(), right.found()) * 5 >= boxes * 4;
  }

  private static int best(List<Detection> left, List<Detection> right) {
    if (left.isEmpty()) {
      return 0;
    }
    Detection first = left.getFirst();
    List<Detection> rest = left.subList(1, left.size());
    int best = best(rest, right);
    for (int i = 0; i < right.size(); i++) {
      Detection match = right.get(i);
      if (first.label().equals(match.label()) && first.box().iou(match.box()) >= 0.5) {
        List<Detection> others = new ArrayList<>(right);
        others.remove(i);
        int worth = (required(first) ? 1 : 0) + (required(match) ? 1 : 0);
        best = Math.max(best, worth + best(rest, others));
      }
    }
    return best;
  }

  private static boolean required(Detection detection) {
    return detection.scoreMillionths() >= 350_000;
  }

  private static Detections crowd(Chance chance) {
    List<Detection> found = new ArrayList<>();
    int size = chance.below(6);
    for (int i = 0; i < size; i++) {
      int at = 100_000 * chance.below(3);
      int score = chance.happens(0.3) ? 320_000 : 600_000;
      found.add(box(chance.happens(0.8) ? "dog" : "cat", score, at, 0, at + 300_000, 300_000));
    }
    return found(found);
  }

  private static Detections shaken(Detections from, Chance chance) {
    List<Detection> found = new ArrayList<>();
    for (Detection each : from.found()) {
      if (chance.happens(0.9)) {
        int left = chance.below(160_000);
        Box box = each.box();
        found.add(
            box(each.label(), each.scoreMillionths(), box.top(), left, box.bottom(), 300_000));
      }
    }
    return found(found);
  }

  /** The same boxes as another machine sees them: a little elsewhere. */
  private static Detections nudged(Detections from, Chance chance) {
    List<Detection> nudged = new ArrayList<>();
    for (Detection each : from.found()) {
      Box box = each.box();
      int by = 1 + chance.below(20);
      nudged.add(
          box(
              each.label(),
              each.scoreMillionths() + by,
              box.top(),
              box.left() + by,
              box.bottom() + by,
              box.right()));
    }
    return found(nudged);
  }

  private static List<Detection> row(int size) {
    List<Detection> row = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      row.add(box("dog", 900_000, i * 100_000, 0, i * 100_000 + 90_000, 100_000));
    }
    return row;
  }

  private static Detection box(String label, int score, int top, int left, int bottom, int right) {
    return new Detection(label, 0, score, new Box(top, left, bottom, right));
  }

  private static Detections found(Detection... found) {
    return found(List.of(found));
  }

  private static Detections found(List<Detection> found) {
    return new Detections(640, 480, found);
  }

  private static Classes classes(Object... pairs) {
    List<Likelihood> ranked = new ArrayList<>();
    for (int i = 0; i < pairs.length; i += 2) {
      ranked.add(new Likelihood((String) pairs[i], (Integer) pairs[i + 1]));
    }
    return new Classes(ranked);
  }
}
