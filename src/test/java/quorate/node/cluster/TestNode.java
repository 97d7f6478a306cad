package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import quorate.gateway.TaskBook.Delivery;
import quorate.gateway.journal.Journal;
import quorate.gateway.journal.JournalConfig;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.NodeId;
import quorate.task.Picture;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.task.Verdict;
import quorate.wire.Keys;
import quorate.wire.Note;
import quorate.wire.Proof;
import quorate.wire.Samples;
import quorate.wire.Voice;
import quorate.wire.vertx.VertxBus;

/** A node without rooms: a member of a cluster with its bus, journal and task book. */
final class TestNode {
  static final Digest NOBODY = Digest.of(new byte[0]);

  final Cluster cluster;
  final VertxBus bus;
  final Journal journal;
  final ClusterTaskBook book;
  final Map<TaskId, Long> led = new ConcurrentHashMap<>();
  final List<NodeId> gone = new CopyOnWriteArrayList<>();
  final List<TaskId> cancelled = new CopyOnWriteArrayList<>();
  final List<TaskId> left = new CopyOnWriteArrayList<>();
  final List<TaskId> owed = new CopyOnWriteArrayList<>();
  final List<SessionId> broken = new CopyOnWriteArrayList<>();
  final List<Delivery> delivered = new CopyOnWriteArrayList<>();

  private TestNode(Cluster cluster, VertxBus bus, Journal journal) {
    this.cluster = cluster;
    this.bus = bus;
    this.journal = journal;
    Duration keep = Duration.ofMinutes(5);
    BookLimits limits = new BookLimits(keep, keep, 9000, BookLimits.TOLD_MAX, 16 << 20, 16 << 20);
    this.book = new ClusterTaskBook(cluster, bus, journal, limits);
  }

  static TestNode start(String network, int number, Path folder, TestNode... others)
      throws Exception {
    return start(network, number, folder, JournalConfig.RESERVE_BYTES, others);
  }

  static TestNode start(
      String network, int number, Path folder, long reserveBytes, TestNode... others)
      throws Exception {
    byte[] secret = new byte[Keys.SECRET_BYTES];
    secret[0] = (byte) number;
    Keys keys = Keys.of(secret);
    Cluster[] clusters = List.of(others).stream().map(o -> o.cluster).toArray(Cluster[]::new);
    Cluster cluster = Members.join(network, keys, clusters);
    VertxBus bus = new VertxBus(cluster.vertx(), Voice.of(keys, network), reason -> {});
    JournalConfig config =
        new JournalConfig(
            folder.resolve("journal" + number), keys.id(), network, 10_000, reserveBytes);
    TestNode node = new TestNode(cluster, bus, Journal.open(config));
    bus.heed(Note.LeadTask.class, note -> node.led.put(note.task().id(), note.epoch()));
    bus.heed(Note.NodeGone.class, note -> node.gone.add(note.node()));
    bus.heed(Note.CancelTask.class, note -> node.cancelled.add(note.task()));
    bus.heed(Note.TaskLeft.class, note -> node.left.add(note.task()));
    bus.heed(Note.PaymentOwed.class, note -> node.owed.add(note.task().id()));
    node.book.deliverTo(node.delivered::add);
    node.book.brokenTo(node.broken::add);
    get(bus.start());
    get(node.book.start());
    return node;
  }

  NodeId id() {
    return bus.self();
  }

  Task task(int number, SessionId session, Bytes picture) {
    return task(number, session, picture, System.currentTimeMillis());
  }

  Task task(int number, SessionId session, Bytes picture, long atMillis) {
    return new Task(
        new TaskId(0x0198_0000_0000_7000L, number),
        session,
        id(),
        Samples.MODEL,
        Kind.DETECTION,
        new Picture(Digest.of(picture), picture.size(), Picture.Format.JPEG, 10, 10),
        new Terms(3, 2, 0, 100, 60_000),
        atMillis);
  }

  /** The same task as a gateway makes it that sees fewer nodes. */
  static Task withReplicas(Task task, int replicas) {
    Terms was = task.terms();
    return new Task(
        task.id(),
        task.session(),
        task.gateway(),
        task.model(),
        task.kind(),
        task.picture(),
        new Terms(replicas, 2, was.minScoreMillionths(), was.topK(), was.patienceMillis()),
        task.acceptedAtMillis());
  }

  static Bytes picture(int number, int size) {
    byte[] bytes = new byte[size];
    new java.util.Random(number).nextBytes(bytes);
    return Bytes.giving(bytes);
  }

  Proof proof(Task task, long epoch) {
    return new Proof(task, verdict(task, epoch), List.of(), List.of());
  }

  Verdict verdict(Task task, long epoch) {
    return new Verdict(
        task.id(),
        epoch,
        Verdict.Outcome.AGREED,
        java.util.Optional.of(Samples.ANSWER),
        List.of(id()),
        List.of(),
        "");
  }

  void decide(Task task, long epoch) throws Exception {
    get(book.decide(verdict(task, epoch), proof(task, epoch)));
  }

  /** As kill -9 does. */
  void kill() {
    Members.kill(cluster);
    journal.close();
  }

  void leave() throws Exception {
    get(book.stop());
    get(bus.stop());
    cluster.leave();
    journal.close();
  }

  static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  static void until(String what, BooleanSupplier holds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!holds.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(holds.getAsBoolean()).as(what).isTrue();
  }
}
