package quorate.node.cluster;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import quorate.gateway.SessionIds;
import quorate.gateway.TaskBook.Delivery;
import quorate.gateway.TaskRecord;
import quorate.node.cluster.TaskStep.Fate;
import quorate.node.cluster.TaskStep.Ruling;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.SessionId;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.wire.Codec;
import quorate.wire.Message;
import quorate.wire.Note;
import quorate.wire.Proof;

/**
 * Verdicts into the book and on their way: first into the task's record, where the first one wins,
 * then into the session, which gives it its offset, then to the gateway that holds the session. If
 * this node dies in between, the watch of the task's partition finds a decided task that no session
 * knows, and goes on.
 */
final class Verdicts {
  private final Desk desk;
  private final Deliveries deliveries;

  Verdicts(Desk desk, Deliveries deliveries) {
    this.desk = desk;
    this.deliveries = deliveries;
  }

  /**
   * Keeps a verdict. In what may be the smaller part of a cut only agreement is kept: that nodes
   * are missing here says nothing, for the larger part leads the same task and has them.
   */
  CompletionStage<Void> decide(Verdict verdict, Proof proof) {
    if (verdict.outcome() != Verdict.Outcome.AGREED && desk.cluster().inDoubt()) {
      String why = "a cut may hide nodes: " + verdict.outcome() + " waits until it is over";
      return CompletableFuture.failedFuture(new IllegalStateException(why));
    }
    Optional<Bytes> proven =
        Optional.of(Codec.encode(Proof.class, proof))
            .filter(bytes -> bytes.size() <= Kept.PROOF_BYTES_MAX);
    return desk.maps()
        .on(verdict.task(), new TaskStep.Decide(verdict, proven, desk.keepVerdictMillis()))
        .thenCompose(reply ->
            Ruling.decoded(reply)
                .map(ruling -> ruled(ruling, verdict, proven, proof))
                .orElseGet(() -> unknown(verdict.task())));
  }

  private CompletionStage<Void> ruled(
      Ruling ruling, Verdict verdict, Optional<Bytes> proven, Proof proof) {
    if (ruling.fate() != Fate.STALE) {
      desk.done(verdict.task());
    }
    return switch (ruling.fate()) {
      case WON, AGAIN -> {
        TaskRecord record =
            new TaskRecord(
                proof.task(), 0, verdict.epoch(), ruling.leader(), 0, Optional.of(verdict));
        desk.journal().decided(record, proven);
        yield ruling.told() ? nothing() : give(ruling.session(), verdict);
      }
      case LOST -> nothing();
      case STALE -> {
        desk.leading().remove(verdict.task());
        desk.bus().note(new Note.TaskLeft(verdict.task()));
        yield nothing();
      }
    };
  }

  /** The map has lost the task; if a journal has it, it comes back with an epoch of its own. */
  private CompletionStage<Void> unknown(TaskId task) {
    Desk.LOG.warn("book task={} is lost: its verdict is of no use", task);
    desk.leading().remove(task);
    desk.bus().note(new Note.TaskLeft(task));
    return nothing();
  }

  /** False when the task had ended before, or is unknown. */
  CompletionStage<Boolean> cancel(TaskId task) {
    return desk.maps()
        .on(task, new TaskStep.Cancel(desk.keepVerdictMillis()))
        .thenCompose(reply -> {
          Optional<Ruling> ruling = Ruling.decoded(reply);
          return ruling.isPresent() && ruling.get().fate() == Fate.WON
              ? cancelled(task, ruling.get()).thenApply(done -> true)
              : CompletableFuture.completedStage(false);
        });
  }

  private CompletionStage<Void> cancelled(TaskId task, Ruling ruling) {
    Verdict verdict = TaskStep.cancelled(task, ruling.epoch());
    if (desk.done(task)) {
      desk.bus().note(new Note.CancelTask(task));
    } else if (!ruling.leader().equals(desk.self())) {
      desk.bus().say(ruling.leader(), new Message.VerdictGiven(verdict, ruling.session(), 0, 0));
    }
    return give(ruling.session(), verdict);
  }

  /** Gives a result its offset and sends it on its way; repeating it is harmless. */
  CompletionStage<Void> give(SessionId session, Verdict verdict) {
    return desk.maps()
        .on(session, new SessionStep.Append(verdict.task(), desk.keepSessionMillis()))
        .thenCompose(reply ->
            SessionStep.Place.decoded(reply)
                .map(place -> send(session, place, verdict))
                .orElseGet(() -> unclaimed(session, verdict.task())));
  }

  /** A full session (offset 0) gets it when the watch comes by again. */
  private CompletionStage<Void> send(SessionId session, SessionStep.Place place, Verdict verdict) {
    if (place.offset() > 0) {
      NodeId gateway = place.gateway();
      if (gateway.equals(desk.self())) {
        deliveries.offer(new Delivery(session, place.epoch(), place.offset(), verdict));
      } else {
        desk.bus()
            .say(
                gateway, new Message.VerdictGiven(verdict, session, place.epoch(), place.offset()));
      }
    }
    return nothing();
  }

  /** While members are missing a session may be with them: the watch comes by again. */
  private CompletionStage<Void> unclaimed(SessionId session, TaskId task) {
    boolean never = SessionIds.isRest(session) || session.equals(SessionId.REHEARSAL);
    return never || desk.cluster().whole() ? nobodyWaits(task) : nothing();
  }

  private CompletionStage<Void> nobodyWaits(TaskId task) {
    return desk.maps()
        .mark(List.of(task), new TaskStep.Mark(Kept.State.UNCLAIMED, desk.keepVerdictMillis()))
        .thenAccept(deliveries::keepAwhile);
  }

  private static CompletionStage<Void> nothing() {
    return CompletableFuture.completedStage(null);
  }
}
