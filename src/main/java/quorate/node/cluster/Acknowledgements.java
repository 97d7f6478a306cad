package quorate.node.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import quorate.gateway.SessionRecord;
import quorate.gateway.SessionRecord.Unacked;
import quorate.task.SessionId;
import quorate.task.TaskId;

/**
 * What clients have acknowledged. Gathered for a moment, because a client acknowledges every result
 * and each offset includes those before it. Tasks are marked before their session forgets them: one
 * that is decided, unmarked and unknown to its session has never been delivered. Only those are
 * marked that went out at these offsets.
 */
final class Acknowledgements {
  /** How long acknowledgements are gathered. */
  static final long GATHER_MILLIS = 50;

  private final Desk desk;
  private final Deliveries deliveries;
  private final Map<SessionId, Pending> pending = new HashMap<>(); // at most one a session held

  Acknowledgements(Desk desk, Deliveries deliveries) {
    this.desk = desk;
    this.deliveries = deliveries;
  }

  private final Set<SessionId> flushing = new HashSet<>(); // likewise

  private record Pending(long epoch, long offset, Promise<Void> done) {}

  Future<Void> upTo(SessionId session, long epoch, long offset) {
    Promise<Void> done = Promise.promise();
    desk.context().runOnContext(v -> gather(session, new Pending(epoch, offset, done)));
    return done.future();
  }

  private void gather(SessionId session, Pending next) {
    Pending now = pending.get(session);
    if (now == null) {
      pending.put(session, next);
      flushSoon(session);
    } else {
      boolean further =
          next.epoch() > now.epoch()
              || (next.epoch() == now.epoch() && next.offset() > now.offset());
      Pending furthest = further ? next : now;
      pending.put(session, new Pending(furthest.epoch(), furthest.offset(), now.done()));
      now.done().future().onComplete(next.done());
    }
  }

  /** One flush a session at a time: the next would only mark again what this one marks. */
  private void flushSoon(SessionId session) {
    if (flushing.add(session)) {
      desk.cluster().vertx().setTimer(GATHER_MILLIS, id -> flush(session));
    }
  }

  private void flush(SessionId session) {
    Pending now = Objects.requireNonNull(pending.remove(session));
    var unused =
        desk.maps()
            .session(session)
            .thenCompose(there -> mark(session, now, there))
            .whenComplete((ok, failed) ->
                desk.context().runOnContext(v -> flushed(session, now.done(), failed)));
  }

  private void flushed(SessionId session, Promise<Void> done, @Nullable Throwable failed) {
    flushing.remove(session);
    if (pending.containsKey(session)) {
      flushSoon(session);
    }
    if (failed == null) {
      done.complete();
    } else {
      done.fail(failed);
    }
  }

  private CompletionStage<Void> mark(
      SessionId session, Pending now, Optional<SessionRecord> there) {
    List<TaskId> told =
        deliveries.told(session, now.epoch(), now.offset()).orElseGet(() -> awaited(now, there));
    return desk.maps()
        .mark(told, new TaskStep.Mark(Kept.State.TOLD, desk.keepVerdictMillis()))
        .thenCompose(bytes ->
            desk.maps()
                .on(
                    session,
                    new SessionStep.Acknowledge(
                        now.epoch(),
                        now.offset(),
                        System.currentTimeMillis(),
                        desk.keepSessionMillis()))
                .thenAccept(done -> deliveries.acknowledged(session, bytes)));
  }

  /** What a session has up to an offset, while it is this gateway's. */
  private List<TaskId> awaited(Pending now, Optional<SessionRecord> there) {
    return there.stream()
        .filter(record -> record.epoch() == now.epoch())
        .filter(record -> record.gateway().equals(desk.self()))
        .flatMap(record -> record.unacked().stream())
        .filter(each -> each.offset() <= now.offset())
        .map(Unacked::task)
        .toList();
  }
}
