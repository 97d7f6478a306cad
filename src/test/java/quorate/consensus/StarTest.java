package quorate.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quorate.simulation.Chance;
import quorate.simulation.Truth;
import quorate.task.Answer;
import quorate.task.Answer.Detections;
import quorate.task.Box;
import quorate.task.Bytes;
import quorate.task.Detection;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.wire.Codec;

class StarTest {
  /** Numbers agree when they differ by one at most: symmetric, and not transitive. */
  private static final Comparator NEAR =
      new Comparator() {
        @Override
        public boolean fits(Answer answer) {
          return true;
        }

        @Override
        public boolean agree(Answer one, Answer other) {
          return Math.abs(number(one) - number(other)) <= 1;
        }
      };

  @Test
  void centreIsTheOneWithWhomMostAgree() {
    Star star = star(1, 2, 3, 7);
    assertThat(number(star.centre().answer())).isEqualTo(2);
    assertThat(star.size()).isEqualTo(3);
    assertThat(star.rival()).isEqualTo(1);
  }

  @Test
  void rivalIsTheLargestStarThatDisagrees() {
    assertThat(star(1, 1, 5, 5).rival()).isEqualTo(2);
    assertThat(star(1, 1, 5, 5).settled(2, 0)).isFalse();
    assertThat(star(1, 1, 1, 5).settled(2, 1)).isTrue();
    assertThat(star(1, 1, 1, 5).settled(2, 2)).isFalse();
  }

  @Test
  void isIndependentWhenAQuorumIsOfOneRoundOrOneMoreAgrees() {
    assertThat(rounds(0, 0).independent(2)).isTrue();
    assertThat(rounds(0, 1).independent(2)).isFalse();
    assertThat(rounds(0, 1, 2).independent(2)).isTrue();
    assertThat(rounds(0).independent(1)).isTrue();
  }

  @Test
  void isTheSameInEveryOrder() {
    for (List<Integer> answers : tuples(4, 5)) {
      Set<Star> stars = new HashSet<>();
      for (List<Integer> order : JuryTest.orders(4)) {
        List<Opinion> opinions = new ArrayList<>();
        order.forEach(i -> opinions.add(opinion(i, answers.get(i), 0)));
        stars.add(Star.largest(opinions, NEAR, 2).orElseThrow());
      }
      assertThat(stars).as(answers.toString()).hasSize(1);
    }
  }

  @Test
  void isWhatTheSlowWayFinds() {
    Chance chance = new Chance(11);
    for (int i = 0; i < 2000; i++) {
      List<Opinion> opinions = new ArrayList<>();
      int size = 1 + chance.below(7);
      for (int node = 0; node < size; node++) {
        opinions.add(opinion(node, chance.below(9), 0));
      }
      Star star = Star.largest(opinions, NEAR, 2).orElseThrow();
      Opinion slow = slowly(opinions);
      assertThat(star.centre().answer()).isEqualTo(slow.answer());
      assertThat(star.size()).isEqualTo(agreeing(slow, opinions));
    }
  }

  /** It agrees with the honest ones, and shifts its junk until its digest is the least. */
  @Test
  void givesOutNoBoxThatOnlyOneNodeHasWhoeverIsTheCentre() {
    Detections honest = Truth.of(new TaskId(7, 1));
    Comparator boxes = Comparator.of(Kind.DETECTION, new Terms(3, 2, 300_000, 100, 1));
    Chance chance = new Chance(5);
    int centres = 0;
    for (int i = 0; i < 50; i++) {
      List<Detection> bent = new ArrayList<>(honest.found());
      for (int j = 0; j < 90; j++) {
        int at = chance.below(900_000);
        bent.add(new Detection("bar", 4, 310_000, new Box(900_000, at, 999_999, at + 90_000)));
      }
      Detections liar = new Detections(640, 480, bent);
      List<Opinion> opinions = List.of(boxes(1, honest), boxes(2, liar));
      Star pair = Star.largest(opinions, boxes, 2).orElseThrow();
      centres += pair.centre().answer().equals(liar) ? 1 : 0;
      assertThat(pair.answer()).isEqualTo(honest);
      List<Opinion> more = List.of(boxes(1, honest), boxes(2, liar), boxes(3, honest));
      Star three = Star.largest(more, boxes, 2).orElseThrow();
      assertThat(three.centre().answer()).as("the nearest to all").isEqualTo(honest);
      assertThat(three.size()).isEqualTo(3);
    }
    assertThat(centres).as("the digest alone may choose the liar").isBetween(5, 45);
  }

  @Test
  void isNotSettledWhenTooFewAgreeWithWhatAQuorumSays() {
    List<Detection> six = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      six.add(new Detection("bar", 4, 900_000, new Box(i * 100_000, 0, i * 100_000 + 90_000, 9)));
    }
    Comparator boxes = Comparator.of(Kind.DETECTION, new Terms(3, 3, 300_000, 100, 1));
    List<Opinion> opinions =
        List.of(
            boxes(1, new Detections(640, 480, six)),
            boxes(2, new Detections(640, 480, six.subList(0, 4))),
            boxes(3, new Detections(640, 480, six.subList(2, 6))));
    Star star = Star.largest(opinions, boxes, 3).orElseThrow();
    assertThat(star.size()).isEqualTo(3);
    assertThat(star.answer()).isEqualTo(new Detections(640, 480, six.subList(2, 4)));
    assertThat(star.backers()).isZero();
    assertThat(star.settled(3, 0)).isFalse();
  }

  private static Opinion boxes(int node, Detections found) {
    return new Opinion(Trials.node(node), found, 0);
  }

  private static Opinion slowly(List<Opinion> opinions) {
    Opinion best = opinions.getFirst();
    for (Opinion each : opinions) {
      int more = agreeing(each, opinions) - agreeing(best, opinions);
      boolean less = digest(each).compareTo(digest(best)) < 0;
      best = more > 0 || (more == 0 && less) ? each : best;
    }
    return best;
  }

  private static int agreeing(Opinion centre, List<Opinion> opinions) {
    return (int) opinions.stream().filter(o -> NEAR.agree(o.answer(), centre.answer())).count();
  }

  private static Digest digest(Opinion opinion) {
    return Digest.of(Codec.encode(Answer.class, opinion.answer()));
  }

  private static Star star(int... answers) {
    List<Opinion> opinions = new ArrayList<>();
    for (int i = 0; i < answers.length; i++) {
      opinions.add(opinion(i, answers[i], 0));
    }
    return Star.largest(opinions, NEAR, 2).orElseThrow();
  }

  private static Star rounds(int... rounds) {
    List<Opinion> opinions = new ArrayList<>();
    for (int i = 0; i < rounds.length; i++) {
      opinions.add(opinion(i, 1, rounds[i]));
    }
    return Star.largest(opinions, NEAR, 2).orElseThrow();
  }

  private static Opinion opinion(int node, int answer, int round) {
    Bytes value = Bytes.giving(new byte[] {(byte) answer});
    return new Opinion(Trials.node(node), new Answer.Exact(value), round);
  }

  private static int number(Answer answer) {
    return ((Answer.Exact) answer).value().at(0);
  }

  private static List<List<Integer>> tuples(int size, int end) {
    List<List<Integer>> tuples = new ArrayList<>(List.of(List.of()));
    for (int i = 0; i < size; i++) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> tuple : tuples) {
        for (int value = 0; value < end; value++) {
          List<Integer> more = new ArrayList<>(tuple);
          more.add(value);
          longer.add(more);
        }
      }
      tuples = longer;
    }
    return tuples;
  }
}
