package quorate.node.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import quorate.gateway.SessionRecord;
import quorate.gateway.TaskRecord;
import quorate.gateway.journal.Journaled;
import quorate.task.Bytes;
import quorate.task.TaskId;
import quorate.wire.Note;

/**
 * Keeps the journal and the maps of one mind. At the start, what the journal has and the cluster
 * lacks is brought back; later, what the cluster has decided is entered in the journal, what was
 * acknowledged leaves it, and what the cluster has lost is brought back again. Blocks.
 */
final class Upkeep {
  /** The most tasks compared at a time; all get their turn. */
  static final int TASKS_MAX = 1024;

  /** Younger ones are still on their way. */
  private static final long YOUNG_MILLIS = 5_000;

  /** Above any epoch that a task may have reached before the cluster lost it. */
  private static final long EPOCHS_SKIPPED = 1024;

  private static final long STEP_SECONDS = 30;

  private final Desk desk;
  private final Verdicts verdicts;
  private final Deliveries deliveries;
  private int turn;

  Upkeep(Desk desk, Verdicts verdicts, Deliveries deliveries) {
    this.desk = desk;
    this.verdicts = verdicts;
    this.deliveries = deliveries;
  }

  /** Brings everything in the journal back; how many tasks it was. */
  int replay() throws Exception {
    for (SessionRecord session : desk.journal().sessions()) {
      restore(session);
    }
    List<Journaled> entries = desk.journal().entries();
    for (Journaled entry : entries) {
      restore(entry);
    }
    return entries.size();
  }

  /** The cluster has lost the session's offsets: those it gets now belong to another epoch. */
  private void restore(SessionRecord session) throws Exception {
    long epoch = Math.max(System.currentTimeMillis(), session.epoch() + 1);
    SessionRecord again = SessionRecord.opened(session.id(), session.owner(), desk.self(), epoch);
    Bytes there =
        done(desk.maps().on(session.id(), new SessionStep.Open(again, desk.keepSessionMillis())));
    SessionRecord now = SessionStep.decode(there);
    if (now.gateway().equals(desk.self())) {
      deliveries.hold(now);
    }
  }

  private void restore(Journaled entry) throws Exception {
    TaskRecord record = entry.record();
    TaskId task = record.task().id();
    Optional<Bytes> picture = record.open() ? desk.journal().picture(task) : Optional.empty();
    if (picture.isPresent()) {
      done(
          desk.pictures()
              .put(
                  task,
                  record.task().picture().digest(),
                  picture.get(),
                  desk.keepPictureMillis(record)));
    }
    Kept mine = again(entry);
    Bytes reply = done(desk.maps().on(task, new TaskStep.Restore(mine, desk.keepVerdictMillis())));
    Kept there = Kept.decoded(reply);
    if (there.equals(mine) && record.open()) {
      desk.journal().restored(mine.record());
      Desk.LOG.info("book task={} restored epoch={}", task, mine.record().epoch());
      desk.lead(mine.record());
    } else {
      compare(there);
    }
    if (there.state() == Kept.State.DECIDED) {
      done(verdicts.give(there.session(), there.record().verdict().orElseThrow()));
    }
  }

  private Kept again(Journaled entry) {
    TaskRecord was = entry.record();
    return was.open()
        ? Kept.open(
            new TaskRecord(
                was.task(),
                was.seq(),
                was.epoch() + EPOCHS_SKIPPED,
                desk.self(),
                0,
                Optional.empty()),
            desk.cluster().since())
        : new Kept(
            Kept.State.DECIDED, desk.cluster().since(), was.task().session(), was, entry.proof());
  }

  /** Compares some of what this node promised or leads with what the cluster has. */
  void some() throws Exception {
    List<TaskId> promised = desk.journal().tasks(Integer.MAX_VALUE);
    Set<TaskId> ids = new HashSet<>();
    for (int i = 0; i < Math.min(TASKS_MAX, promised.size()); i++) {
      ids.add(promised.get((turn + i) % promised.size()));
    }
    turn = promised.isEmpty() ? 0 : (turn + ids.size()) % promised.size();
    ids.addAll(desk.leading().since(System.currentTimeMillis() - YOUNG_MILLIS, TASKS_MAX));
    if (ids.isEmpty()) {
      return;
    }
    Map<TaskId, Kept> there = desk.maps().tasks(ids);
    there.values().forEach(this::compare);
    ids.removeAll(there.keySet());
    bringBack(ids);
  }

  private void compare(Kept there) {
    TaskRecord record = there.record();
    TaskId task = record.task().id();
    switch (there.state()) {
      case TOLD -> desk.journal().forget(List.of(task));
      case DECIDED, UNCLAIMED -> {
        if (!desk.journal().holdsDecided(task)) {
          desk.journal().decided(record, there.proof());
        }
      }
      case OPEN -> left(there);
    }
    if (!record.open() && desk.done(task)) {
      desk.bus().note(new Note.CancelTask(task)); // decided elsewhere
    }
  }

  /** Lets go of a task that another leads now. */
  private void left(Kept there) {
    TaskId task = there.record().task().id();
    boolean mine =
        there.record().leader().equals(desk.self())
            && there.leaderSince() == desk.cluster().since();
    Optional<Leading.Led> led = desk.leading().find(task);
    if (!mine && led.isPresent() && led.get().epoch() < there.record().epoch()) {
      desk.leading().remove(task);
      desk.bus().note(new Note.TaskLeft(task));
    }
  }

  /** What the cluster does not have: too many members died at once, or it was kept long enough. */
  private void bringBack(Set<TaskId> missing) throws Exception {
    List<TaskId> old = new ArrayList<>();
    for (TaskId task : missing) {
      Optional<Journaled> entry = desk.journal().entry(task, YOUNG_MILLIS);
      if (entry.isPresent() && entry.get().record().open()) {
        restore(entry.get());
      } else if (entry.isPresent()) {
        old.add(task);
      }
    }
    desk.journal().forget(old);
  }

  private static <T> T done(java.util.concurrent.CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(STEP_SECONDS, TimeUnit.SECONDS);
  }
}
