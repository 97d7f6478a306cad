package quorate.node.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import quorate.gateway.SessionRecord;
import quorate.gateway.SessionRecord.Unacked;
import quorate.gateway.TaskBook.Delivery;
import quorate.task.SessionId;
import quorate.task.TaskId;
import quorate.task.Verdict;

/**
 * Results for the sessions that this node holds. A hint brings one at once; since hints may be
 * lost, every session is also looked after now and then. All on the desk's context.
 */
final class Deliveries {
  /** The most results fetched at a time. */
  static final int FETCH_MAX = 64;

  /** How long a missing result may be on its way before the map is asked. */
  private static final long MISSING_MILLIS = 50;

  /** The most sessions looked after at a time. */
  private static final int SESSIONS_MAX = 64;

  private final Desk desk;
  private final Held held = new Held();
  private final Set<SessionId> fetching = new HashSet<>(); // no more than are held
  private final Set<SessionId> soon = new HashSet<>(); // likewise
  private final Set<SessionId> again = new HashSet<>(); // likewise
  private Consumer<Delivery> gateway = delivery -> {};
  private Consumer<SessionId> broken = session -> {};

  Deliveries(Desk desk) {
    this.desk = desk;
  }

  void to(Consumer<Delivery> consumer) {
    desk.context().runOnContext(v -> gateway = consumer);
  }

  void brokenTo(Consumer<SessionId> consumer) {
    desk.context().runOnContext(v -> broken = consumer);
  }

  /**
   * A session is held here from now on. What it has is taken for what its client may have; not
   * while halves of a cluster may be meeting, when it may be another half's: that is sent again.
   */
  void hold(SessionRecord session) {
    desk.journal().keep(session);
    List<Unacked> given = desk.cluster().merging() ? List.of() : session.unacked();
    desk.context().runOnContext(v -> held.hold(session, given));
  }

  /** What a client has up to an offset, when its session is held here. On the desk's context. */
  Optional<List<TaskId>> told(SessionId session, long epoch, long offset) {
    return held.told(session, epoch, offset);
  }

  /** Another node says that a result is there: the map knows whether it is, and what it is. */
  void hinted(SessionId session, long epoch, long offset) {
    desk.context()
        .runOnContext(v -> {
          if (held.isNew(session, epoch, offset)) {
            look(session);
          }
        });
  }

  /** A result that was given its offset here. */
  void offer(Delivery hint) {
    desk.context().runOnContext(v -> offered(hint));
  }

  private void offered(Delivery hint) {
    Held.Next next = held.served(hint);
    next.now().forEach(gateway);
    if (next.missing() && soon.add(hint.session())) {
      desk.cluster()
          .vertx()
          .setTimer(
              MISSING_MILLIS,
              id -> {
                soon.remove(hint.session());
                look(hint.session());
              });
    }
  }

  /** Looks after some of the sessions. */
  void look() {
    held.some(SESSIONS_MAX).forEach(this::look);
  }

  private void look(SessionId session) {
    if (!fetching.add(session)) {
      again.add(session);
      return;
    }
    long hold = held.hold(session);
    var unused =
        desk.maps()
            .session(session)
            .whenComplete((now, failed) ->
                desk.context()
                    .runOnContext(v -> {
                      fetching.remove(session);
                      if (failed == null && held.hold(session) == hold) { // not held anew since
                        seen(session, now);
                      }
                      lookAgain(session);
                    }));
  }

  /** Hints that came while the map was asked. */
  private void lookAgain(SessionId session) {
    if (!fetching.contains(session) && again.remove(session)) {
      look(session);
    }
  }

  private void seen(SessionId session, Optional<SessionRecord> now) {
    boolean here = now.isPresent() && now.get().gateway().equals(desk.self());
    if (here && !held.isAnew(now.get())) {
      held.behind(now.get()).ifPresent(offset -> fetch(now.get(), offset));
      return;
    }
    boolean known = held.hold(session) > 0;
    boolean overruled = !here && now.filter(held::isOverruled).isPresent();
    held.drop(session);
    if (!here) {
      desk.journal().forget(session); // lost, expired, or held by another node
    }
    if (known && (here || now.isEmpty() || overruled)) {
      String why = here ? "anew" : overruled ? "overruled" : "lost";
      Desk.LOG.warn("book session={} broken because={}", session, why);
      broken.accept(session);
    }
  }

  private void fetch(SessionRecord session, long offset) {
    if (fetching.add(session.id())) {
      var unused =
          after(session, offset, FETCH_MAX)
              .whenComplete((found, failed) ->
                  desk.context()
                      .runOnContext(v -> {
                        fetching.remove(session.id());
                        if (failed == null) {
                          found.forEach(this::offered);
                        }
                        if (failed == null && found.size() == FETCH_MAX) {
                          look(session.id());
                        }
                        lookAgain(session.id());
                      }));
    }
  }

  /** The results of a session after an offset, oldest first. */
  CompletionStage<List<Delivery>> after(SessionRecord session, long offset, int max) {
    List<Unacked> wanted =
        session.unacked().stream().filter(each -> each.offset() > offset).limit(max).toList();
    return desk.cluster()
        .blocking(() -> desk.maps().tasks(wanted.stream().map(Unacked::task).toList()))
        .map(found -> deliveries(session, wanted, found, desk.cluster().incomplete()))
        .toCompletionStage();
  }

  /**
   * Up to the first whose verdict is not here yet: a session may be merged before its tasks, and of
   * the smaller part's only one may have been kept there.
   *
   * @param incomplete whether a task that is not here may yet come
   */
  static List<Delivery> deliveries(
      SessionRecord session, List<Unacked> wanted, Map<TaskId, Kept> found, boolean incomplete) {
    List<Delivery> deliveries = new ArrayList<>();
    for (Unacked each : wanted) {
      Optional<Kept> kept = Optional.ofNullable(found.get(each.task()));
      if (kept.map(task -> task.record().open()).orElse(incomplete)) {
        break;
      }
      Verdict verdict =
          kept.flatMap(task -> task.record().verdict()).orElseGet(() -> gone(each.task()));
      deliveries.add(new Delivery(session.id(), session.epoch(), each.offset(), verdict));
    }
    return deliveries;
  }

  private static Verdict gone(TaskId task) {
    return Verdict.without(
        task, 0, Verdict.Outcome.FAILED, "its result was kept for as long as results are");
  }

  /** Results of a session that its gateway has asked for, and gives out. */
  List<Delivery> giving(List<Delivery> results) {
    desk.context()
        .runOnContext(v ->
            results.forEach(each ->
                held.gave(each.session(), each.epoch(), each.offset(), each.verdict().task())));
    return results;
  }

  /**
   * These were acknowledged.
   *
   * @param told with the bytes that each takes in the map
   */
  void acknowledged(SessionId session, Map<TaskId, Integer> told) {
    desk.context().runOnContext(v -> held.acknowledged(session, told.keySet()));
    desk.journal().told(told.keySet());
    keepAwhile(told);
  }

  /** Nobody waits for these: they are kept for those who look back, until newer ones come. */
  void keepAwhile(Map<TaskId, Integer> tasks) {
    desk.context()
        .runOnContext(v ->
            tasks.forEach((task, bytes) -> {
              List<TaskId> old = desk.retention().told(task, bytes);
              desk.journal().forget(old);
              old.forEach(desk.maps()::drop);
            }));
  }
}
