package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static quorate.node.cluster.TestNode.NOBODY;
import static quorate.node.cluster.TestNode.get;
import static quorate.node.cluster.TestNode.picture;
import static quorate.node.cluster.TestNode.until;

import com.hazelcast.map.IMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.gateway.SessionRecord;
import quorate.gateway.TaskBook.Acceptance;
import quorate.gateway.TaskBook.Delivery;
import quorate.gateway.TaskRecord;
import quorate.gateway.journal.Journaled;
import quorate.task.Bytes;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.wire.Message;

/** The task book in real clusters of one process; members are killed as kill -9 would. */
@Tag("slow")
class ClusterTaskBookTest {
  private static final SessionId SESSION = new SessionId(7, 7);

  @TempDir Path folder;
  private final String network = "book-" + UUID.randomUUID();
  private final List<TestNode> nodes = new ArrayList<>();

  private TestNode node(int number, TestNode... others) throws Exception {
    TestNode node = TestNode.start(network, number, folder, others);
    nodes.add(node);
    return node;
  }

  private void kill(TestNode... victims) {
    for (TestNode victim : victims) {
      nodes.remove(victim);
      victim.kill();
    }
  }

  @AfterEach
  void end() {
    kill(nodes.toArray(TestNode[]::new));
  }

  @Test
  void lonelyNodeAnswersAndTellsOnce() throws Exception {
    TestNode one = node(1);
    Bytes picture = picture(1, 600_000); // three parts
    Task task = one.task(1, SESSION, picture);
    SessionRecord session = get(one.book.open(SESSION, NOBODY));

    assertThat(get(one.book.accept(task, picture))).isEqualTo(Acceptance.NEW);
    assertThat(get(one.book.accept(task, picture))).isEqualTo(Acceptance.DUPLICATE);
    Bytes other = picture(2, 100);
    assertThat(get(one.book.accept(one.task(1, SESSION, other), other)))
        .isEqualTo(Acceptance.CONFLICT);
    assertThat(get(one.book.picture(task.id()))).contains(picture);
    assertThat(get(one.book.find(task.id())).map(TaskRecord::open)).contains(true);

    one.decide(task, 1);

    until("delivered", () -> one.delivered.size() == 1);
    assertThat(one.delivered.getFirst())
        .isEqualTo(new Delivery(SESSION, session.epoch(), 1, one.verdict(task, 1)));
    assertThat(get(one.book.proof(task.id()))).contains(one.proof(task, 1));
    one.decide(task, 1);
    assertThat(get(one.book.cancel(task.id()))).isFalse();
    assertThat(get(one.book.after(SESSION, 0, 10))).hasSize(1);
    assertThat(get(one.book.tasks(SESSION, 10))).hasSize(1);
    get(one.book.acknowledge(SESSION, session.epoch(), 1));
    assertThat(get(one.book.after(SESSION, 0, 10))).isEmpty();
    one.decide(task, 1); // repeated after its acknowledgement
    assertThat(get(one.book.after(SESSION, 0, 10))).isEmpty();
    assertThat(one.delivered).hasSize(1);
    until("journal is empty", () -> one.journal.size() == 0);
  }

  @Test
  void manyAreAcceptedAtOnceWhenThreeMembersKeepThem() throws Exception {
    TestNode one = node(1);
    TestNode two = node(2, one);
    TestNode three = node(3, one);
    get(two.book.open(SESSION, NOBODY));
    List<Task> tasks = new ArrayList<>();
    List<io.vertx.core.Future<Acceptance>> accepted = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Bytes picture = picture(i, 2_000);
      Task task = two.task(i, SESSION, picture);
      tasks.add(task);
      accepted.add(two.book.accept(task, i + 1, picture));
    }
    for (var each : accepted) {
      assertThat(get(each)).isEqualTo(Acceptance.NEW);
    }
    assertThat(get(three.book.picture(tasks.get(42).id(), tasks.get(42).picture())))
        .contains(picture(42, 2_000));
    for (Task task : tasks) {
      two.decide(task, 1);
    }
    until("all delivered", () -> two.delivered.size() == 100);
    get(two.book.acknowledge(SESSION, two.delivered.getFirst().epoch(), 50));
    assertThat(get(one.book.tasks(SESSION, 100)).stream().mapToLong(TaskRecord::seq).max())
        .hasValue(100); // decided and told ones keep their numbers
    assertThat(two.delivered).extracting(Delivery::offset).isSorted().doesNotHaveDuplicates();
    get(two.book.acknowledge(SESSION, two.delivered.getFirst().epoch(), 100));
    assertThat(two.journal.size()).isZero();
  }

  @Test
  void anotherLeadsWhenTheLeaderIsKilled() throws Exception {
    TestNode one = node(1);
    TestNode two = node(2, one);
    TestNode three = node(3, one);
    get(one.book.open(SESSION, NOBODY));
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Bytes picture = picture(i, 3_000);
      Task task = one.task(i, SESSION, picture);
      tasks.add(task);
      assertThat(get(one.book.accept(task, picture))).isEqualTo(Acceptance.NEW);
    }
    one.decide(tasks.getFirst(), 1);
    until("first delivered", () -> one.delivered.size() == 1);

    kill(one);

    until("all are led", () -> two.led.size() + three.led.size() == 39);
    assertThat(two.gone).contains(one.id());
    assertThat(two.led.keySet()).doesNotContainAnyElementsOf(three.led.keySet());
    assertThat(two.led.values()).allMatch(epoch -> epoch == 2);
    for (Task task : tasks.subList(1, 40)) {
      TestNode leader = two.led.containsKey(task.id()) ? two : three;
      assertThat(get(leader.book.picture(task.id(), task.picture()))).isPresent();
      leader.decide(task, 2);
    }
    Optional<SessionRecord> resumed = get(two.book.resume(SESSION, NOBODY));
    assertThat(resumed).isPresent();
    List<Delivery> results = get(two.book.after(SESSION, 0, 100));
    assertThat(results).hasSize(40);
    assertThat(results).extracting(Delivery::offset).isSorted().doesNotHaveDuplicates();
    assertThat(results).extracting(r -> r.verdict().task()).doesNotHaveDuplicates();
    get(two.book.acknowledge(SESSION, resumed.get().epoch(), 40));
    three.decide(tasks.get(5), 9); // late and of no use
    assertThat(get(two.book.after(SESSION, 0, 100))).isEmpty();
    assertThat(two.cluster.cutOff()).isEmpty();
    Task last = two.task(41, SESSION, picture(41, 3_000));
    assertThat(get(two.book.accept(last, picture(41, 3_000)))).isEqualTo(Acceptance.NEW);
    SessionId beyond = new SessionId(8, 8); // of a client beyond the cut
    Task cutOff = two.task(42, beyond, picture(42, 3_000));
    assertThat(get(two.book.accept(cutOff, picture(42, 3_000)))).isEqualTo(Acceptance.NEW);

    SessionId elsewhere = new SessionId(9, 9);
    get(three.book.open(elsewhere, NOBODY));

    kill(three);

    until("it may be the smaller part", () -> !two.cluster.cutOff().isEmpty());
    assertThat(get(two.book.resume(SESSION, NOBODY))).as("it was here").isPresent();
    assertThat(get(two.book.session(elsewhere))).isPresent();
    assertThat(get(two.book.resume(elsewhere, NOBODY))).as("it may go on there").isEmpty();
    Verdict missing = Verdict.without(last.id(), 1, Verdict.Outcome.DISPUTED, "too few are here");
    assertThatThrownBy(() -> get(two.book.decide(missing, two.proof(last, 1))))
        .hasMessageContaining("a cut may hide nodes");
    two.decide(last, 1);
    two.decide(cutOff, 1);
    get(two.book.open(beyond, NOBODY));
    until(
        "the client is back and told",
        () -> two.delivered.stream().anyMatch(it -> it.verdict().task().equals(cutOff.id())));
    two.cluster.hazelcast().getMap(Settings.TASKS).clear();
    assertThat(get(two.book.after(beyond, 0, 100)))
        .as("what is not here may be beyond the cut, and has not failed")
        .isEmpty();
  }

  @Test
  void nothingIsLostWhenAllAreKilledAndStartAgain() throws Exception {
    TestNode one = node(1);
    TestNode two = node(2, one);
    SessionRecord before = get(one.book.open(SESSION, NOBODY));
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      TestNode gateway = i % 2 == 0 ? one : two;
      Bytes picture = picture(i, 4_000);
      Task task = gateway.task(i, SESSION, picture);
      tasks.add(task);
      assertThat(get(gateway.book.accept(task, picture))).isEqualTo(Acceptance.NEW);
    }
    for (Task task : tasks.subList(0, 10)) { // 0 to 9 decided, 0 to 4 acknowledged
      (task.gateway().equals(one.id()) ? one : two).decide(task, 1);
    }
    until("ten delivered", () -> one.delivered.size() == 10);
    get(one.book.acknowledge(SESSION, before.epoch(), 5));
    List<TaskId> told =
        one.delivered.subList(0, 5).stream().map(each -> each.verdict().task()).toList();
    until("the other journal knows", () -> told.stream().noneMatch(two.journal::holds));
    kill(one, two);

    TestNode again = node(1);
    TestNode second = node(2, again);

    until("all open ones are led", () -> again.led.size() + second.led.size() == 20);
    assertThat(again.led.values()).allMatch(epoch -> epoch > 1);
    Optional<SessionRecord> resumed = get(again.book.resume(SESSION, NOBODY));
    assertThat(resumed).isPresent();
    assertThat(resumed.get().epoch()).isGreaterThan(before.epoch());
    for (Task task : tasks.subList(10, 30)) {
      TestNode leader = again.led.containsKey(task.id()) ? again : second;
      assertThat(get(second.book.picture(task.id(), task.picture()))).isPresent();
      long epoch = leader.led.getOrDefault(task.id(), 0L);
      leader.decide(task, epoch);
    }
    List<Delivery> results = get(again.book.after(SESSION, 0, 100));
    assertThat(results).extracting(r -> r.verdict().task()).doesNotHaveDuplicates().hasSize(25);
    assertThat(results).extracting(r -> r.verdict().task()).doesNotContainAnyElementsOf(told);
    assertThat(results).extracting(r -> r.verdict().outcome()).containsOnly(Verdict.Outcome.AGREED);
  }

  @Test
  void leaderIsToldWhenAClientCallsOffAtAnotherNode() throws Exception {
    TestNode one = node(1);
    TestNode two = node(2, one);
    get(one.book.open(SESSION, NOBODY));
    Bytes picture = picture(1, 500);
    Task task = one.task(1, SESSION, picture);
    get(one.book.accept(task, picture));
    get(two.book.resume(SESSION, NOBODY));

    assertThat(get(two.book.cancel(task.id()))).isTrue();

    until("the leader knows", () -> one.cancelled.contains(task.id()));
    until("the client's gateway knows", () -> two.delivered.size() == 1);
    assertThat(two.delivered.getFirst().verdict().outcome()).isEqualTo(Verdict.Outcome.CANCELLED);
    assertThat(one.delivered).isEmpty();
    assertThat(get(two.book.cancel(task.id()))).isFalse();
    one.decide(task, 1);
    assertThat(get(two.book.find(task.id())).orElseThrow().verdict().orElseThrow().outcome())
        .isEqualTo(Verdict.Outcome.CANCELLED);
  }

  @Test
  void resultComesWhenItsLeaderDiedBeforeTellingTheSession() throws Exception {
    TestNode one = node(1);
    get(one.book.open(SESSION, NOBODY));
    Bytes picture = picture(1, 500);
    Task task = one.task(1, SESSION, picture);
    get(one.book.accept(task, picture));
    Maps maps = new Maps(one.cluster.hazelcast(), Runnable::run);
    maps.on(task.id(), new TaskStep.Decide(one.verdict(task, 1), Optional.empty(), 60_000))
        .toCompletableFuture()
        .get();

    until("the watch sends it on", () -> one.delivered.size() == 1);
    assertThat(one.delivered.getFirst().offset()).isEqualTo(1);
  }

  /** When halves meet, the other half's record is there until this half's is merged into it. */
  @Test
  void nothingIsLostWhenItsOffsetIsAcknowledgedForAnother() throws Exception {
    TestNode one = node(1);
    SessionRecord session = get(one.book.open(SESSION, NOBODY));
    Bytes picture = picture(1, 500);
    Task ours = one.task(1, SESSION, picture);
    Task theirs = one.task(2, SESSION, picture);
    get(one.book.accept(ours, picture));
    get(one.book.accept(theirs, picture));
    one.decide(ours, 1);
    until("delivered", () -> one.delivered.size() == 1);
    IMap<byte[], byte[]> sessions = one.cluster.hazelcast().getMap(Settings.SESSIONS);
    byte[] key = sessions.keySet().iterator().next();
    sessions.set(key, SessionStep.encode(session.appended(theirs.id())).toArray());
    new Maps(one.cluster.hazelcast(), Runnable::run)
        .on(theirs.id(), new TaskStep.Decide(one.verdict(theirs, 1), Optional.empty(), 60_000))
        .toCompletableFuture()
        .get();

    get(one.book.acknowledge(SESSION, session.epoch(), 1));
    until("the watch sends it on", () -> one.delivered.size() == 2);
    assertThat(one.delivered.getLast())
        .isEqualTo(new Delivery(SESSION, session.epoch(), 2, one.verdict(theirs, 1)));
  }

  @Test
  void nothingIsAcceptedWhenTheDiskIsFull() throws Exception {
    TestNode one = TestNode.start(network, 1, folder, Long.MAX_VALUE / 2);
    nodes.add(one);
    Bytes picture = picture(1, 500);
    Task task = one.task(1, SESSION, picture);

    assertThatThrownBy(() -> get(one.book.accept(task, picture)))
        .hasMessageContaining("the disk is full");
    assertThat(get(one.book.find(task.id()))).isEmpty();
    assertThat(one.journal.size()).isZero();
  }

  @Test
  void sessionIsRefusedWhenItsOwnerIsAnother() throws Exception {
    TestNode one = node(1);
    get(one.book.open(SESSION, NOBODY));
    assertThat(get(one.book.resume(SESSION, quorate.task.Digest.of(new byte[] {1})))).isEmpty();
    assertThat(get(one.book.resume(new SessionId(8, 8), NOBODY))).isEmpty();
  }

  @Test
  void pictureStaysWhenItsTaskIsNotAcceptedAgainElsewhere() throws Exception {
    TestNode one = node(1);
    TestNode two = TestNode.start(network, 2, folder, Long.MAX_VALUE / 2, one);
    nodes.add(two);
    Bytes picture = picture(1, 600_000);
    Task task = one.task(1, SESSION, picture);
    get(one.book.accept(task, picture));

    assertThatThrownBy(() -> get(two.book.accept(task, picture))).hasMessageContaining("full");

    assertThat(get(two.book.picture(task.id()))).contains(picture);
    assertThat(two.journal.holds(task.id())).isFalse();
  }

  @Test
  void taskIsPromisedHereTooWhenItComesAgainWithTheTermsOfFewerNodes() throws Exception {
    TestNode one = node(1);
    TestNode two = node(2, one);
    Bytes picture = picture(1, 600_000);
    Task task = one.task(1, SESSION, picture);
    get(one.book.accept(task, picture));

    assertThat(get(two.book.accept(TestNode.withReplicas(task, 2), picture)))
        .isEqualTo(Acceptance.CONFLICT);

    assertThat(get(two.book.picture(task.id()))).contains(picture);
    until("written", () -> entry(two, task).isPresent());
    assertThat(entry(two, task).orElseThrow().record().task()).isEqualTo(task);
    Bytes other = picture(2, 600);
    Task another = two.task(1, SESSION, other);
    assertThat(get(two.book.accept(another, other))).isEqualTo(Acceptance.CONFLICT);
    assertThat(two.journal.holds(task.id())).isTrue();
    assertThat(get(two.book.picture(task.id(), another.picture()))).isEmpty();
  }

  @Test
  void whatALiarSaysOfVerdictsIsNotBelieved() throws Exception {
    TestNode one = node(1);
    TestNode two = node(2, one);
    SessionRecord session = get(one.book.open(SESSION, NOBODY));
    Bytes picture = picture(1, 500);
    Task task = one.task(1, SESSION, picture);
    Task other = one.task(2, SESSION, picture);
    get(one.book.accept(task, picture));
    get(one.book.accept(other, picture));
    Verdict lie = TaskStep.cancelled(task.id(), 1);

    two.bus.say(one.id(), new Message.VerdictGiven(lie, SESSION, 0, 0));
    two.bus.say(one.id(), new Message.VerdictGiven(lie, SESSION, session.epoch(), 1));
    two.bus.say(one.id(), new Message.VerdictGiven(lie, SESSION, session.epoch(), 3));
    get(two.book.cancel(other.id())); // said after the lies

    until("the truth is heard", () -> one.cancelled.contains(other.id()));
    assertThat(one.cancelled).doesNotContain(task.id());
    one.decide(task, 1);
    until("both are delivered", () -> one.delivered.size() == 2);
    assertThat(one.delivered)
        .extracting(Delivery::verdict)
        .containsExactly(TaskStep.cancelled(other.id(), 1), one.verdict(task, 1));
  }

  @Test
  void listsTheNewestAndTellsWhatIsUnanswered() throws Exception {
    TestNode one = node(1);
    TestNode two = node(2, one);
    get(one.book.open(SESSION, NOBODY));
    Bytes picture = picture(1, 500);
    List<Task> tasks = new ArrayList<>();
    long now = System.currentTimeMillis();
    for (int i = 0; i < 20; i++) {
      Task task = one.task(100 - i, SESSION, picture, now + i);
      tasks.add(task);
      get(one.book.accept(task, picture));
    }
    get(one.book.accept(one.task(1000, new SessionId(8, 8), picture), picture));
    for (Task task : tasks.subList(0, 15)) {
      one.decide(task, 1);
    }

    assertThat(get(two.book.unsettled(SESSION, 100)))
        .hasSize(20)
        .filteredOn(TaskRecord::open)
        .extracting(TaskRecord::task)
        .containsExactlyInAnyOrderElementsOf(tasks.subList(15, 20));
    assertThat(get(two.book.unsettled(SESSION, 2))).hasSize(2);
    assertThat(get(two.book.tasks(SESSION, 3)))
        .extracting(TaskRecord::task)
        .containsExactly(tasks.get(19), tasks.get(18), tasks.get(17));
    assertThat(get(two.book.tasks(SESSION, 100))).hasSize(20);
  }

  @Test
  void clientHasToResumeWhenItsSessionIsLost() throws Exception {
    TestNode one = node(1);
    SessionRecord before = get(one.book.open(SESSION, NOBODY));
    Bytes picture = picture(1, 500);
    Task task = one.task(1, SESSION, picture);
    get(one.book.accept(task, picture));
    one.cluster.hazelcast().getMap(Settings.SESSIONS).clear();

    until("the gateway is told", () -> one.broken.contains(SESSION));
    SessionRecord after = get(one.book.open(SESSION, NOBODY));
    assertThat(after.epoch()).isGreaterThan(before.epoch());
    one.decide(task, 1);
    until("delivered", () -> one.delivered.size() == 1);
    get(one.book.acknowledge(SESSION, before.epoch(), 1)); // an acknowledgement of lost offsets
    assertThat(get(one.book.after(SESSION, 0, 10)))
        .containsExactly(new Delivery(SESSION, after.epoch(), 1, one.verdict(task, 1)));
    assertThat(one.broken).hasSize(1);
  }

  @Test
  void taskComesBackWhenTheClusterHasLostItBeforeItsVerdict() throws Exception {
    TestNode one = node(1);
    get(one.book.open(SESSION, NOBODY));
    Bytes picture = picture(1, 500);
    Task task = one.task(1, SESSION, picture);
    get(one.book.accept(task, picture));
    one.cluster.hazelcast().getMap(Settings.TASKS).delete(Maps.key(task.id()));

    one.decide(task, 1);

    until("it is let go", () -> one.left.contains(task.id()));
    until("it is led again", () -> one.led.getOrDefault(task.id(), 0L) > 1);
    one.decide(task, one.led.getOrDefault(task.id(), 0L));
    until("delivered", () -> one.delivered.size() == 1);
  }

  @Test
  void allComeBackWhenTheJournalHasMoreThanAWindow() throws Exception {
    TestNode one = node(1);
    get(one.book.open(SESSION, NOBODY));
    List<io.vertx.core.Future<Acceptance>> accepted = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Bytes picture = picture(i, 300);
      accepted.add(one.book.accept(one.task(i, SESSION, picture), picture));
    }
    for (var each : accepted) {
      get(each);
    }
    kill(one);

    TestNode again = node(1);

    assertThat(again.led).hasSize(200);
    assertThat(get(again.book.unsettled(SESSION, 1000))).hasSize(200);
  }

  private static Optional<Journaled> entry(TestNode node, Task task) {
    try {
      return node.journal.entries().stream()
          .filter(each -> each.record().task().equals(task))
          .findFirst();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
