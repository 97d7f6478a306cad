package quorate.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import quorate.task.TaskId;

class TaskIdsTest {
  @Test
  void areUuidsOfVersionSevenWithTheirTime() {
    TaskId id = new TaskIds(new Random(1)).next(0x0199_1234_5678L);
    UUID uuid = UUID.fromString(id.toString());
    assertThat(uuid.version()).isEqualTo(7);
    assertThat(uuid.variant()).isEqualTo(2);
    assertThat(id.toString()).startsWith("01991234-5678-7");
  }

  @Test
  void growWhenTheClockStandsStillOrStepsBack() {
    TaskIds ids = new TaskIds(new Random(1));
    List<TaskId> drawn = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      drawn.add(ids.next(i < 15_000 ? 1_000 : 900));
    }
    assertThat(drawn).isSorted().doesNotHaveDuplicates();
  }
}
