package quorate.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.gateway.LocalNetwork;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.wire.Bus;
import quorate.wire.Note;
import quorate.wire.Proof;
import quorate.wire.Samples;

class TaskTimesTest {
  private static final Task TASK = Samples.WHOLE_TASK;

  private final Metrics metrics = new Metrics();
  private final Bus bus = new LocalNetwork().node(1);

  private void hearing(long verdictMillis) {
    Instant now = Instant.ofEpochMilli(TASK.acceptedAtMillis() + verdictMillis);
    new TaskTimes(metrics, Clock.fixed(now, ZoneOffset.UTC)).hear(bus);
  }

  @Test
  void countsEachTimeUnderTheBarThatItKeeps() {
    hearing(3_500);
    bus.note(new Note.LeadTask(TASK, 1, 700));
    bus.note(new Note.VerdictReached(TASK, Samples.VERDICT, proof()));
    assertThat(metrics.scrape())
        .contains("quorate_task_ack_seconds_bucket{le=\"0.5\"} 0")
        .contains("quorate_task_ack_seconds_bucket{le=\"1.0\"} 1")
        .contains("quorate_task_verdict_seconds_bucket{outcome=\"agreed\",le=\"3.0\"} 0")
        .contains("quorate_task_verdict_seconds_bucket{outcome=\"agreed\",le=\"4.0\"} 1")
        .contains("quorate_task_verdict_seconds_count{outcome=\"failed\"} 0");
  }

  @Test
  void countsNoTakeoverAndNoRehearsal() {
    hearing(10);
    Task rehearsed =
        new Task(
            TASK.id(),
            SessionId.REHEARSAL,
            TASK.gateway(),
            TASK.model(),
            TASK.kind(),
            TASK.picture(),
            TASK.terms(),
            TASK.acceptedAtMillis());
    bus.note(new Note.LeadTask(TASK, 2, 0));
    bus.note(new Note.LeadTask(rehearsed, 1, 5));
    bus.note(new Note.VerdictReached(rehearsed, Samples.VERDICT, proof()));
    assertThat(metrics.scrape())
        .contains("quorate_task_ack_seconds_count 0")
        .contains("quorate_task_verdict_seconds_count{outcome=\"agreed\"} 0");
  }

  private static Proof proof() {
    return new Proof(TASK, Samples.VERDICT, List.of(), List.of());
  }
}
