package quorate.trust;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfidenceTest {
  @Test
  void asksMoreStrangersTheSurerAnAnswerIsToBe() {
    assertThat(Confidence.quorum(500_000)).isEqualTo(1);
    assertThat(Confidence.quorum(900_000)).isEqualTo(3);
    assertThat(Confidence.quorum(990_000)).isEqualTo(6);
    assertThat(Confidence.quorum(999_000)).isEqualTo(9);
  }

  @Test
  void promisesNoMoreThanFifteenNodesCanGive() {
    assertThat(Confidence.quorum(Confidence.most())).isEqualTo(15);
    assertThat(Confidence.quorum(Confidence.most() + 1)).isGreaterThan(15);
  }

  @Test
  void neverGivesFewerThanWouldDo() {
    for (int millionths = 500_000; millionths < Confidence.most(); millionths += 997) {
      double odds = Math.pow(7 / 3.0, Confidence.quorum(millionths));
      assertThat(odds / (1 + odds)).isGreaterThanOrEqualTo(millionths / 1e6);
    }
  }
}
