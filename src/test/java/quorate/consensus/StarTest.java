package quorate.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quorate.sim.Chance;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Digest;
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
        stars.add(Star.largest(opinions, NEAR).orElseThrow());
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
      Star star = Star.largest(opinions, NEAR).orElseThrow();
      Opinion slow = slowly(opinions);
      assertThat(star.centre().answer()).isEqualTo(slow.answer());
      assertThat(star.size()).isEqualTo(agreeing(slow, opinions));
    }
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
    return Star.largest(opinions, NEAR).orElseThrow();
  }

  private static Star rounds(int... rounds) {
    List<Opinion> opinions = new ArrayList<>();
    for (int i = 0; i < rounds.length; i++) {
      opinions.add(opinion(i, 1, rounds[i]));
    }
    return Star.largest(opinions, NEAR).orElseThrow();
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
