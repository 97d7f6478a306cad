package quorate.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  @Test
  void countsASwapAsOneEdit() {
    assertThat(Nearest.distance("prot", "port")).isEqualTo(1);
    assertThat(Nearest.distance("", "port")).isEqualTo(4);
    assertThat(Nearest.distance("port", "port")).isZero();
  }

  @Test
  void findsTheNearestFirst() {
    assertThat(Nearest.to("http.prot", List.of("http.port", "http.host", "node.name"), 2))
        .startsWith("http.port");
  }

  @Test
  void findsNothingWhenNothingIsNear() {
    assertThat(Nearest.to("zzzzzzzz", List.of("http.port"), 3)).isEmpty();
  }
}
