package quorate.node.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

  /** The most tasks brought back at the same time, and about the most bytes of their pictures. */
  private static final int WINDOW = 64;

  private static final long WINDOW_BYTES = 32L << 20;
  private static final int TOLD_EVERY = 1024;

  private final Desk desk;
  private final Verdicts verdicts;
  private final Deliveries deliveries;
  private final Turn turn = new Turn();

  Upkeep(Desk desk, Verdicts verdicts, Deliveries deliveries) {
    this.desk = desk;
    this.verdicts = verdicts;
    this.deliveries = deliveries;
  }

  /** Brings everything in the journal back, however long it takes; how many tasks it was. */
  int replay() throws Exception {
    List<CompletionStage<?>> window = new ArrayList<>();
    for (SessionRecord session : desk.journal().sessions()) {
      window.add(restore(session));
      if (window.size() == WINDOW) {
        done(window);
      }
    }
    done(window);
    List<TaskId> tasks = desk.journal().tasks(Integer.MAX_VALUE);
    int restored = 0;
    for (List<TaskId> some = tasks; !some.isEmpty(); ) {
      int many = restoreSome(some);
      some = some.subList(many, some.size());
      if (restored / TOLD_EVERY < (restored + many) / TOLD_EVERY) {
        Desk.LOG.info("book replays tasks={} of={}", restored + many, tasks.size());
      }
      restored += many;
    }
    return tasks.size();
  }

  /** Brings the first of the tasks back; how many. One that is written just now is not one. */
  private int restoreSome(List<TaskId> tasks) throws Exception {
    List<CompletionStage<?>> window = new ArrayList<>();
    int many = 0;
    long bytes = 0;
    while (many < tasks.size() && window.size() < WINDOW && bytes < WINDOW_BYTES) {
      Optional<Journaled> entry = desk.journal().entry(tasks.get(many++), YOUNG_MILLIS);
      if (entry.isPresent()) {
        TaskRecord record = entry.get().record();
        bytes += record.open() ? record.task().picture().bytes() : 0;
        window.add(restore(entry.get()));
      }
    }
    done(window);
    return many;
  }

  /** The cluster has lost the session's offsets: those it gets now belong to another epoch. */
  private CompletionStage<?> restore(SessionRecord session) {
    long epoch = Math.max(System.currentTimeMillis(), session.epoch() + 1);
    SessionRecord again = SessionRecord.opened(session.id(), session.owner(), desk.self(), epoch);
    return desk.maps()
        .on(session.id(), new SessionStep.Open(again, desk.keepSessionMillis()))
        .thenApply(SessionStep::decode)
        .thenAccept(now -> {
          if (now.gateway().equals(desk.self())) {
            deliveries.hold(now);
          }
        });
  }

  private CompletionStage<?> restore(Journaled entry) throws Exception {
    TaskRecord record = entry.record();
    TaskId task = record.task().id();
    Optional<Bytes> picture = record.open() ? desk.journal().picture(task) : Optional.empty();
    CompletionStage<Void> copied =
        picture.isEmpty()
            ? CompletableFuture.completedStage(null)
            : desk.pictures()
                .put(
                    task,
                    record.task().picture().digest(),
                    picture.get(),
                    desk.keepPictureMillis(record));
    Kept mine = again(entry);
    return copied
        .thenCompose(
            there -> desk.maps().on(task, new TaskStep.Restore(mine, desk.keepVerdictMillis())))
        .thenCompose(reply -> restored(mine, Kept.decoded(reply)));
  }

  private CompletionStage<Void> restored(Kept mine, Kept there) {
    TaskRecord record = mine.record();
    if (there.equals(mine) && record.open()) {
      desk.journal().restored(record);
      Desk.LOG.info("book task={} restored epoch={}", record.task().id(), record.epoch());
      desk.lead(record);
    } else {
      compare(there);
    }
    if (!there.record().open() && there.record().task().payment().isPresent()) {
      desk.bus().note(new Note.PaymentOwed(there.record().task())); // its leader may have forgotten
    }
    return there.state() == Kept.State.DECIDED
        ? verdicts.give(there.session(), there.record().verdict().orElseThrow())
        : CompletableFuture.completedStage(null);
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
        : Kept.of(Kept.State.DECIDED, desk.cluster().since(), was, entry.proof());
  }

  /** Compares some of what this node promised or leads with what the cluster has. */
  void some() throws Exception {
    Set<TaskId> ids = new HashSet<>(turn.some(desk.journal().tasks(Integer.MAX_VALUE), TASKS_MAX));
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
      case TOLD -> desk.journal().told(List.of(task));
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
    List<TaskId> lost = new ArrayList<>();
    List<TaskId> old = new ArrayList<>();
    for (TaskId task : missing) {
      Optional<Journaled> entry = desk.journal().entry(task, YOUNG_MILLIS);
      if (entry.isPresent()) {
        (isOld(entry.get().record()) ? old : lost).add(task);
      }
    }
    for (List<TaskId> some = lost; !some.isEmpty(); ) {
      some = some.subList(restoreSome(some), some.size());
    }
    desk.journal().forget(old);
  }

  /** Whether the cluster would have let it go by now, had it not lost it. */
  private boolean isOld(TaskRecord record) {
    long until = record.task().deadlineAtMillis() + desk.keepVerdictMillis();
    return !record.open() && until < System.currentTimeMillis();
  }

  /** Waits until all are done, and begins a new window. */
  private static void done(List<CompletionStage<?>> window) throws Exception {
    CompletableFuture.allOf(
            window.stream()
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture[]::new))
        .get(STEP_SECONDS, TimeUnit.SECONDS);
    window.clear();
  }
}
