package quorate.node.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import quorate.gateway.TaskBook.Acceptance;
import quorate.gateway.TaskRecord;
import quorate.task.Bytes;
import quorate.task.Task;
import quorate.task.TaskId;

/**
 * Accepting tasks. First the picture goes to two members and task and picture to the disk, at the
 * same time; only then the record is written. So a record never lacks its picture, a refused
 * acceptance leaves nothing that would be answered, and a task that another member finds can be
 * answered whoever has died.
 */
final class Promises {
  private final Desk desk;
  private final Map<TaskId, CompletableFuture<Acceptance>> underway = new ConcurrentHashMap<>();

  Promises(Desk desk) {
    this.desk = desk;
  }

  /** One submission a task at a time: a second one is looked at when the first is settled. */
  CompletionStage<Acceptance> accept(TaskRecord fresh, Bytes picture) {
    TaskId task = fresh.task().id();
    CompletableFuture<Acceptance> mine = new CompletableFuture<>();
    CompletableFuture<Acceptance> first = underway.putIfAbsent(task, mine);
    if (first != null) {
      return first.handle((ok, failed) -> fresh).thenCompose(again -> accept(again, picture));
    }
    return take(fresh, picture)
        .whenComplete((acceptance, failed) -> {
          underway.remove(task, mine);
          mine.complete(Acceptance.NEW); // only that it is settled matters
        });
  }

  private CompletionStage<Acceptance> take(TaskRecord fresh, Bytes picture) {
    Task task = fresh.task();
    if (desk.leading().full()) {
      return CompletableFuture.failedStage(
          new IllegalStateException("this node leads all tasks that it may"));
    }
    return desk.journal().holdsOther(task)
        ? desk.maps().task(task.id()).thenCompose(there -> other(fresh, picture, there))
        : promise(fresh, picture);
  }

  /** The journal has another submission under the id; the map has the last word. */
  private CompletionStage<Acceptance> other(TaskRecord fresh, Bytes picture, Optional<Kept> there) {
    Task task = fresh.task();
    if (there.isPresent()) {
      return CompletableFuture.completedStage(
          there.get().record().sameSubmission(task) ? Acceptance.DUPLICATE : Acceptance.CONFLICT);
    }
    desk.journal().forget(List.of(task.id()));
    return promise(fresh, picture);
  }

  private CompletionStage<Acceptance> promise(TaskRecord fresh, Bytes picture) {
    Task task = fresh.task();
    boolean had = desk.journal().holds(task.id());
    Kept kept = Kept.open(fresh, desk.cluster().since());
    CompletableFuture<Void> written = desk.journal().append(task, picture);
    CompletableFuture<Void> copied =
        desk.pictures()
            .put(task.id(), task.picture().digest(), picture, desk.keepPictureMillis(fresh));
    return CompletableFuture.allOf(written, copied)
        .thenCompose(durable -> desk.maps().on(task.id(), new TaskStep.Accept(kept)))
        .thenApply(reply -> taken(kept, picture, reply, had))
        .whenComplete((acceptance, failed) -> {
          if (failed != null && !had) {
            // The picture stays for its time: its key may be that of a task accepted elsewhere.
            desk.journal().forget(List.of(task.id()));
          }
        });
  }

  private Acceptance taken(Kept mine, Bytes picture, Bytes reply, boolean had) {
    Task task = mine.record().task();
    Optional<Kept> there = reply.size() == 0 ? Optional.empty() : Optional.of(Kept.decoded(reply));
    if (there.isEmpty()
        || (!had && there.get().equals(mine))) { // written by the first of two tries
      desk.leading()
          .add(
              task.id(),
              new Leading.Led(1, task.picture(), Optional.of(picture), System.currentTimeMillis()));
      return Acceptance.NEW;
    }
    return again(there.get(), task, had);
  }

  /**
   * The id is known. With the same picture and model the client may be told that its task is
   * accepted, whatever the terms (they depend on how many nodes a gateway sees), so that this node
   * promises it too.
   */
  private Acceptance again(Kept there, Task task, boolean had) {
    Task known = there.record().task();
    boolean same = there.record().sameSubmission(task);
    if (same || (samePicture(known, task) && known.model().equals(task.model()))) {
      if (!same) {
        desk.journal().restored(there.record());
      }
      known(there);
    } else if (!had) {
      desk.journal().forget(List.of(task.id()));
      if (!samePicture(known, task)) {
        desk.pictures().drop(task.id(), task.picture());
      }
    }
    return same ? Acceptance.DUPLICATE : Acceptance.CONFLICT;
  }

  private static boolean samePicture(Task one, Task other) {
    return one.picture().digest().equals(other.picture().digest());
  }

  /** The task was there: this node keeps what it must know of it, and leads it if nobody does. */
  private void known(Kept there) {
    TaskRecord record = there.record();
    switch (there.state()) {
      case TOLD -> desk.journal().told(List.of(record.task().id()));
      case DECIDED, UNCLAIMED -> desk.journal().decided(record, there.proof());
      case OPEN -> {
        boolean mine =
            record.leader().equals(desk.self()) && there.leaderSince() == desk.cluster().since();
        if (mine && desk.leading().find(record.task().id()).isEmpty()) {
          desk.lead(record);
        }
      }
    }
  }
}
