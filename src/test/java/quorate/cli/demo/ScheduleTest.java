package quorate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import quorate.client.Submission;
import quorate.client.Wishes;
import quorate.task.Bytes;
import quorate.task.Picture;
import quorate.task.TaskId;

class ScheduleTest {
  @Test
  void plansTasksAtASteadyRateHoweverLateTheyAreTaken() throws InterruptedException {
    TestSubscriber<Submission> slow = Schedule.of(20, 1_000, ScheduleTest::task).test(0);
    slow.request(1);
    slow.awaitCount(1);
    slow.request(19);
    slow.await();
    slow.assertComplete();
    List<Long> due = slow.values().stream().map(each -> each.dueNanos().getAsLong()).toList();
    assertThat(due).hasSize(20);
    for (int i = 1; i < due.size(); i++) {
      assertThat(due.get(i) - due.get(i - 1)).isEqualTo(1_000_000L);
    }
  }

  private static Submission task(long index) {
    return new Submission(
        new TaskId(0, index),
        "p" + index,
        "toybox",
        Wishes.none(1_000),
        Picture.Format.JPEG,
        Bytes.copyOf(new byte[1]),
        OptionalLong.empty());
  }
}
