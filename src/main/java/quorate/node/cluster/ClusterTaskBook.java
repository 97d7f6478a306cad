package quorate.node.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import quorate.gateway.SessionRecord;
import quorate.gateway.TaskBook;
import quorate.gateway.TaskRecord;
import quorate.gateway.journal.Journal;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Picture;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.wire.Bus;
import quorate.wire.Codec;
import quorate.wire.Message;
import quorate.wire.Message.Standing;
import quorate.wire.Note;
import quorate.wire.Proof;

/** The task book in the cluster's maps and this node's journal. */
public final class ClusterTaskBook implements TaskBook {
  private static final long SWEEP_MILLIS = 1_000;
  private static final long LOOK_MILLIS = 2_000;
  private static final long UPKEEP_MILLIS = 5_000;
  private static final long DECIDED_MILLIS = 10_000;

  private final Vertx vertx;
  private final Desk desk;
  private final Deliveries deliveries;
  private final Promises promises;
  private final Verdicts verdicts;
  private final Acknowledgements acknowledgements;
  private final Watch watch;
  private final Upkeep upkeep;
  private final AtomicBoolean lost = new AtomicBoolean();
  private final List<Long> timers = new java.util.concurrent.CopyOnWriteArrayList<>();

  /** A book of this node; the journal stays the caller's to close, after {@link #stop}. */
  public ClusterTaskBook(Cluster cluster, Bus bus, Journal journal, BookLimits limits) {
    this.vertx = cluster.vertx();
    Context context = vertx.getOrCreateContext();
    Executor executor = work -> context.runOnContext(here -> work.run());
    this.desk =
        new Desk(
            cluster,
            context,
            bus,
            journal,
            limits,
            new Maps(cluster.hazelcast(), executor),
            new PictureMap(cluster.hazelcast(), executor),
            new Leading(limits.openMax()),
            new Retention(limits));
    this.deliveries = new Deliveries(desk);
    this.promises = new Promises(desk);
    this.verdicts = new Verdicts(desk, deliveries);
    this.acknowledgements = new Acknowledgements(desk, deliveries);
    this.watch = new Watch(desk, verdicts);
    this.upkeep = new Upkeep(desk, verdicts, deliveries);
    bus.hear(Message.VerdictGiven.class, good -> heard(good.said()));
    bus.hear(
        Message.NodeSeen.class,
        good -> cluster.says(good.speaker(), good.said().standing() == Standing.DRAINING));
  }

  /**
   * Brings back what the journal has, and looks after tasks from now on. The rooms that heed {@link
   * Note.LeadTask} listen already.
   *
   * @return how many tasks the journal had
   */
  public Future<Integer> start() {
    desk.cluster().whenGone(node -> gone(new Note.NodeGone(node)));
    WorkerExecutor patient = vertx.createSharedWorkerExecutor("book-replay", 1, 1, TimeUnit.DAYS);
    return patient
        .executeBlocking(upkeep::replay)
        .onComplete(done -> patient.close())
        .onSuccess(replayed -> begin());
  }

  private void begin() {
    every(SWEEP_MILLIS, sweep -> watch.beat());
    blockingEvery(SWEEP_MILLIS, () -> watch.open(lost.getAndSet(false)));
    blockingEvery(DECIDED_MILLIS, watch::decided);
    blockingEvery(UPKEEP_MILLIS, upkeep::some);
    desk.context()
        .runOnContext(v -> timers.add(vertx.setPeriodic(LOOK_MILLIS, id -> deliveries.look())));
  }

  /** Looks after nothing any more; what this node leads is claimed by others once it is gone. */
  public Future<Void> stop() {
    timers.forEach(vertx::cancelTimer);
    return Future.succeededFuture();
  }

  /** How many open tasks this node leads. */
  public int leading() {
    return desk.leading().size();
  }

  /** The epoch in which this node leads a task, if it does. */
  public OptionalLong leads(TaskId task) {
    return desk.leading().find(task).stream().mapToLong(Leading.Led::epoch).findFirst();
  }

  /** The picture of a task that this node is asked to answer, checked against its digest. */
  public Future<Optional<Bytes>> picture(TaskId task, Picture picture) {
    Optional<Bytes> mine = desk.leading().find(task).flatMap(Leading.Led::bytes);
    return mine.isPresent()
        ? Future.succeededFuture(mine)
        : here(desk.pictures().get(task, picture));
  }

  /**
   * A task that is kept.
   *
   * @param led whether the very process that leads it is a member of the cluster: the same node
   *     started anew has forgotten
   */
  public record Watched(TaskRecord record, boolean led) {}

  /** A task, and whether who leads it is still there. */
  public Future<Optional<Watched>> watched(TaskId task) {
    return here(
        desk.maps()
            .task(task)
            .thenApply(kept -> kept.map(found -> new Watched(found.record(), led(found)))));
  }

  private boolean led(Kept kept) {
    return desk.cluster()
        .leaders()
        .containsKey(new Cluster.Leader(kept.record().leader(), kept.leaderSince()));
  }

  @Override
  public Future<Acceptance> accept(Task task, long seq, Bytes picture) {
    return here(promises.accept(TaskRecord.accepted(task, seq, 0), picture));
  }

  @Override
  public Future<Optional<TaskRecord>> find(TaskId task) {
    return here(desk.maps().task(task).thenApply(kept -> kept.map(Kept::record)));
  }

  @Override
  public Future<Optional<Bytes>> picture(TaskId task) {
    return here(
        desk.maps()
            .task(task)
            .thenCompose(kept ->
                kept.isEmpty()
                    ? CompletableFuture.completedStage(Optional.<Bytes>empty())
                    : desk.pictures().get(task, kept.get().record().task().picture())));
  }

  @Override
  public Future<Optional<Proof>> proof(TaskId task) {
    return here(
        desk.maps()
            .task(task)
            .thenApply(kept -> kept.flatMap(Kept::proof).flatMap(ClusterTaskBook::decoded)));
  }

  private static Optional<Proof> decoded(Bytes bytes) {
    return Codec.decode(Proof.class, bytes).found();
  }

  @Override
  public Future<Boolean> cancel(TaskId task) {
    return here(verdicts.cancel(task));
  }

  @Override
  public Future<Void> decide(Verdict verdict, Proof proof) {
    return here(verdicts.decide(verdict, proof));
  }

  @Override
  public void paid(List<TaskId> tasks) {
    desk.journal().paid(tasks);
  }

  @Override
  public Future<SessionRecord> open(SessionId session, Digest owner) {
    SessionRecord opened =
        SessionRecord.opened(session, owner, desk.self(), System.currentTimeMillis());
    return here(
        desk.maps()
            .on(session, new SessionStep.Open(opened, desk.keepSessionMillis()))
            .thenApply(SessionStep::decode)
            .whenComplete((now, failed) -> hold(now, failed)));
  }

  /** What a node holds that has vanished may go on beyond the cut, and does not go on here. */
  @Override
  public Future<Optional<SessionRecord>> resume(SessionId session, Digest owner) {
    return desk.cluster().cutOff().isEmpty()
        ? attach(session, owner)
        : session(session)
            .map(found -> found.map(SessionRecord::gateway))
            .compose(holder ->
                holder.filter(desk.cluster().members()::contains).isPresent()
                    ? attach(session, owner)
                    : Future.succeededFuture(Optional.empty()));
  }

  private Future<Optional<SessionRecord>> attach(SessionId session, Digest owner) {
    SessionStep attach =
        new SessionStep.Attach(
            owner, desk.self(), System.currentTimeMillis(), desk.keepSessionMillis());
    return here(
        desk.maps()
            .on(session, attach)
            .thenApply(reply ->
                reply.size() == 0
                    ? Optional.<SessionRecord>empty()
                    : Optional.of(SessionStep.decode(reply)))
            .whenComplete((now, failed) -> hold(now == null ? null : now.orElse(null), failed)));
  }

  private void hold(
      @org.jspecify.annotations.Nullable SessionRecord now,
      @org.jspecify.annotations.Nullable Throwable failed) {
    if (failed == null && now != null && now.gateway().equals(desk.self())) {
      deliveries.hold(now);
    }
  }

  @Override
  public Future<Optional<SessionRecord>> session(SessionId session) {
    return here(desk.maps().session(session));
  }

  @Override
  public Future<List<Delivery>> after(SessionId session, long offset, int max) {
    return here(
        desk.maps()
            .session(session)
            .thenCompose(there ->
                there.isEmpty()
                    ? CompletableFuture.completedStage(List.<Delivery>of())
                    : deliveries.after(there.get(), offset, max))
            .thenApply(deliveries::giving));
  }

  @Override
  public Future<Void> acknowledge(SessionId session, long epoch, long offset) {
    return here(acknowledgements.upTo(session, epoch, offset).toCompletionStage());
  }

  @Override
  public Future<List<TaskRecord>> tasks(SessionId session, int max) {
    return desk.cluster()
        .blocking(() -> {
          List<TaskId> newest =
              desk.maps().tasksOf(session).stream()
                  .sorted(Comparator.comparingLong(Listing::acceptedAtMillis).reversed())
                  .limit(max)
                  .map(Listing::task)
                  .toList();
          Map<TaskId, Kept> found = desk.maps().tasks(newest);
          return newest.stream()
              .flatMap(task -> Optional.ofNullable(found.get(task)).stream())
              .map(Kept::record)
              .toList();
        });
  }

  @Override
  public Future<List<TaskRecord>> unsettled(SessionId session, int max) {
    return desk.cluster()
        .blocking(
            () -> desk.maps().unsettledOf(session).stream().map(Kept::record).limit(max).toList());
  }

  @Override
  public void deliverTo(Consumer<Delivery> gateway) {
    deliveries.to(gateway);
  }

  @Override
  public void brokenTo(Consumer<SessionId> gateway) {
    deliveries.brokenTo(gateway);
  }

  /**
   * Another node says that a task led here was decided, or that a session held here has a result.
   * It may lie: what it says is only a reason to ask the map.
   */
  private void heard(Message.VerdictGiven said) {
    TaskId task = said.verdict().task();
    if (desk.leading().find(task).isPresent()) {
      var unused =
          desk.maps()
              .task(task)
              .thenAccept(kept -> kept.ifPresent(this::ended))
              .whenComplete(Desk.warning("looking for a verdict"));
    }
    if (said.offset() > 0) {
      deliveries.hinted(said.session(), said.sessionEpoch(), said.offset());
    }
  }

  private void ended(Kept kept) {
    TaskId task = kept.record().task().id();
    if (!kept.record().open() && desk.done(task)) {
      desk.bus().note(new Note.CancelTask(task));
    }
  }

  private void gone(Note.NodeGone note) {
    lost.set(true);
    desk.bus().note(note);
  }

  private void every(long millis, Consumer<Long> work) {
    timers.add(vertx.setPeriodic(millis, work::accept));
  }

  /** Does blocking work now and then; not again before it is done. */
  private void blockingEvery(long millis, Work work) {
    AtomicBoolean busy = new AtomicBoolean();
    every(
        millis,
        id -> {
          if (busy.compareAndSet(false, true)) {
            desk.cluster()
                .blocking(() -> {
                  work.run();
                  return true;
                })
                .onFailure(failed -> Desk.LOG.warn("book upkeep failed", failed))
                .onComplete(done -> busy.set(false));
          }
        });
  }

  private interface Work {
    void run() throws Exception;
  }

  /** On the caller's context. */
  private <T> Future<T> here(CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage, vertx.getOrCreateContext());
  }
}
