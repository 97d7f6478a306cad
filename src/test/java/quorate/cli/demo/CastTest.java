package quorate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import quorate.cli.fleet.Fleet;
import quorate.cli.fleet.NodePlan;

class CastTest {
  @Test
  void givesNodesDistinctNamesAndOperators() {
    List<NodePlan> cast = Cast.of(Fleet.NODES_MAX, 0, "liar", Map.of());
    assertThat(cast).extracting(NodePlan::name).doesNotHaveDuplicates();
    assertThat(cast).extracting(NodePlan::operator).doesNotHaveDuplicates();
  }

  @Test
  void makesTheLastOnesFaulty() {
    List<NodePlan> cast = Cast.of(7, 2, "mute", Map.of("http-port", "0"));
    assertThat(cast)
        .extracting(each -> each.settings().getOrDefault("fault-behaviour", "none"))
        .containsExactly("none", "none", "none", "none", "none", "mute", "mute");
    assertThat(cast).allMatch(each -> "0".equals(each.settings().get("http-port")));
  }
}
