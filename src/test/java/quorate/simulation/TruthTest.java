package quorate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Detection;
import quorate.task.TaskId;

class TruthTest {
  @Test
  void judgesRightWhateverAnHonestMachineSees() {
    for (int i = 0; i < 1000; i++) {
      TaskId task = new TaskId(1, i);
      assertThat(Truth.isRight(task, Truth.of(task))).isTrue();
      assertThat(Truth.isRight(task, Truth.seenBy(task, new Chance(i)))).isTrue();
    }
  }

  @Test
  void judgesWrongWhatTheComparatorWouldForgive() {
    for (int i = 0; i < 1000; i++) {
      TaskId task = new TaskId(1, i);
      List<Detection> found = Truth.of(task).found();
      Detection first = found.getFirst();
      Box elsewhere = new Box(900_000, 0, 990_000, 90_000);
      Detection other = new Detection(first.label(), first.classId() + 1, 900_000, first.box());
      assertThat(right(task, found.subList(1, found.size()))).isFalse();
      assertThat(right(task, with(found, first))).isFalse();
      assertThat(right(task, with(found, new Detection("disc", 0, 301_000, elsewhere)))).isFalse();
      assertThat(right(task, with(found.subList(1, found.size()), other))).isFalse();
      assertThat(Truth.isRight(task, Truth.mislabelled(Truth.of(task)))).isFalse();
    }
  }

  private static boolean right(TaskId task, List<Detection> found) {
    return Truth.isRight(task, new Answer.Detections(640, 480, found));
  }

  private static List<Detection> with(List<Detection> found, Detection more) {
    List<Detection> all = new ArrayList<>(found);
    all.add(more);
    return all;
  }
}
