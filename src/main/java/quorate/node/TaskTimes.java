package quorate.node;

import java.time.Clock;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import quorate.task.SessionId;
import quorate.task.Verdict.Outcome;
import quorate.wire.Bus;
import quorate.wire.Note;

/** How long clients wait for tasks of this node: until accepted, and until the verdict. */
final class TaskTimes {
  private final LongConsumer acks;
  private final Map<Outcome, LongConsumer> verdicts = new EnumMap<>(Outcome.class);
  private final Clock clock;

  TaskTimes(Metrics metrics, Clock clock) {
    this.clock = clock;
    this.acks =
        metrics.millis(
            "quorate_task_ack", "From a submit's arrival until its task is accepted.", Map.of());
    for (Outcome outcome : Outcome.values()) {
      Map<String, String> label = Map.of("outcome", outcome.name().toLowerCase(Locale.ROOT));
      verdicts.put(
          outcome,
          metrics.millis(
              "quorate_task_verdict",
              "From a submit's arrival until its task's verdict, where the task is led.",
              label));
    }
  }

  void hear(Bus bus) {
    bus.heed(Note.LeadTask.class, this::led);
    bus.heed(Note.VerdictReached.class, this::decided);
  }

  /** Later epochs are takeovers, which no client waits for. */
  private void led(Note.LeadTask note) {
    if (note.epoch() == 1 && !note.task().session().equals(SessionId.REHEARSAL)) {
      acks.accept(note.ackMillis());
    }
  }

  private void decided(Note.VerdictReached note) {
    if (!note.task().session().equals(SessionId.REHEARSAL)) {
      Objects.requireNonNull(verdicts.get(note.verdict().outcome()))
          .accept(Math.max(0, clock.millis() - note.task().acceptedAtMillis()));
    }
  }
}
