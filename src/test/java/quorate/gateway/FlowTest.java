package quorate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import quorate.task.TaskId;

/** What a client may submit. */
class FlowTest {
  @Test
  void noMoreIsGrantedThanCanWaitToBeAcknowledged() {
    Flow flow = new Flow(4 * SessionRecord.UNACKED_MAX);
    assertThat(flow.grant(0)).isEqualTo(SessionRecord.UNACKED_MAX);
    assertThat(flow.grant(0)).isZero();
    for (int i = 1; i <= SessionRecord.UNACKED_MAX; i++) {
      assertThat(flow.spend()).isTrue();
      flow.flies(i, new TaskId(1, i));
      flow.landed(new TaskId(1, i));
      assertThat(flow.grant(i)).isZero();
    }
    assertThat(flow.grant(SessionRecord.UNACKED_MAX - 5)).isEqualTo(5);
  }

  @Test
  void wholeWindowIsGrantedWhenFewWait() {
    Flow flow = new Flow(4);
    assertThat(flow.grant(10)).isEqualTo(4);
    assertThat(flow.grant(10)).isZero();
  }
}
