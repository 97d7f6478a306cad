package quorate.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static quorate.node.cluster.TestNode.get;
import static quorate.node.cluster.TestNode.until;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.gateway.SessionRecord;
import quorate.node.cluster.EscrowPromises.Answer;
import quorate.node.cluster.EscrowPromises.Wish;
import quorate.node.ledger.UnpaidWatch;
import quorate.task.Bytes;
import quorate.task.PaymentOrder;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.wire.Note;
import quorate.wire.Proof;

/** Promises of real members of a cluster, and who looks after them. */
class UnpaidTasksTest {
  private static final Bytes ESCROW = Bytes.ofHex("e5");
  private static final SessionId SESSION = new SessionId(7, 7);

  @TempDir private Path folder;

  private static Wish wish(long task, long most) {
    long now = System.currentTimeMillis();
    return new Wish(new TaskId(9, task), now + 60_000, most, 5, now);
  }

  @Test
  void gatewaysPromiseNoMoreTogetherThanThereIs() throws Exception {
    TestNode one = TestNode.start("promises", 1, folder);
    TestNode other = TestNode.start("promises", 2, folder, one);
    EscrowPromises here = new ClusterPromises(one.cluster);
    EscrowPromises there = new ClusterPromises(other.cluster);
    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(here.promise(ESCROW, wish(2L * i, 10)));
      answers.add(there.promise(ESCROW, wish(2L * i + 1, 10)));
    }
    get(Future.join(answers));
    assertThat(answers)
        .filteredOn(each -> each.result() instanceof EscrowPromises.Good)
        .hasSize(10);
    until("each has the other's backups", other.cluster::safe);
    one.kill();
    until("alone", () -> other.cluster.members().size() == 1);
    assertThat(get(there.promise(ESCROW, wish(99, 10)))).isInstanceOf(EscrowPromises.Full.class);
    other.leave();
  }

  @Test
  void aSurvivorSettlesWhatADeadLeaderHasDecided() throws Exception {
    TestNode leader = TestNode.start("unpaid", 1, folder);
    TestNode other = TestNode.start("unpaid", 2, folder, leader);
    List<TaskId> due = new CopyOnWriteArrayList<>();
    other.bus.heed(Note.PaymentDue.class, note -> due.add(note.task()));
    EscrowPromises promises = new ClusterPromises(other.cluster);
    Task agreed = accepted(leader, 1, promises);
    leader.decide(agreed, 1);
    Task failed = accepted(leader, 2, promises);
    Verdict none = Verdict.without(failed.id(), 1, Verdict.Outcome.FAILED, "nobody answered");
    get(leader.book.decide(none, new Proof(failed, none, List.of(), List.of())));
    UnpaidWatch watch = watch(other, promises);
    get(watch.sweep());
    assertThat(due).as("while its leader lives").isEmpty();
    until("each has the other's backups", other.cluster::safe);
    leader.kill();
    until("settled", () -> sweeps(watch, due));
    assertThat(due).containsOnly(agreed.id());
    assertThat(get(promises.mine()))
        .extracting(EscrowPromises.Promised::task)
        .containsExactly(agreed.id());
    other.leave();
  }

  @Test
  void aLeaderThatCameBackIsNotWaitedFor() throws Exception {
    TestNode leader = TestNode.start("came-back", 1, folder);
    TestNode other = TestNode.start("came-back", 2, folder, leader);
    Task agreed = accepted(leader, 1, new ClusterPromises(other.cluster));
    leader.decide(agreed, 1);
    until("each has the other's backups", other.cluster::safe);
    leader.kill();
    TestNode again = TestNode.start("came-back", 1, folder, other);
    List<TaskId> due = new CopyOnWriteArrayList<>();
    List<UnpaidWatch> watches = new ArrayList<>();
    for (TestNode node : List.of(other, again)) {
      node.bus.heed(Note.PaymentDue.class, note -> due.add(note.task()));
      watches.add(watch(node, new ClusterPromises(node.cluster)));
    }
    until("settled", () -> watches.stream().anyMatch(watch -> sweeps(watch, due)));
    assertThat(due).containsOnly(agreed.id());
    again.leave();
    other.leave();
  }

  @Test
  void whatIsOwedIsInTheJournalUntilItIsPaid() throws Exception {
    TestNode one = TestNode.start("owed", 1, folder);
    SessionRecord session = get(one.book.open(SESSION, TestNode.NOBODY));
    EscrowPromises promises = new ClusterPromises(one.cluster);
    Task owed = accepted(one, 1, promises);
    Task paid = accepted(one, 2, promises);
    one.decide(owed, 1);
    one.decide(paid, 1);
    until("delivered", () -> one.delivered.size() == 2);
    one.book.paid(List.of(paid.id()));
    get(one.book.acknowledge(SESSION, session.epoch(), 2));
    until("forgotten", () -> !one.journal.holds(paid.id()));
    one.kill();

    TestNode again = TestNode.start("owed", 1, folder);
    assertThat(again.owed).containsExactly(owed.id());
    assertThat(get(again.book.proof(owed.id()))).isPresent();
    new Maps(again.cluster.hazelcast(), Runnable::run).drop(owed.id());
    until("what the cluster lost is brought back", () -> again.owed.size() == 2);
    assertThat(get(again.book.proof(owed.id()))).isPresent();
    again.leave();
  }

  private static UnpaidWatch watch(TestNode node, EscrowPromises promises) {
    return new UnpaidWatch(node.bus, node.book::watched, promises, Clock.systemUTC());
  }

  private static boolean sweeps(UnpaidWatch watch, List<TaskId> due) {
    watch.sweep().toCompletionStage().toCompletableFuture().join();
    return !due.isEmpty();
  }

  private static Task accepted(TestNode leader, int number, EscrowPromises promises)
      throws Exception {
    Bytes picture = TestNode.picture(number, 100);
    Bytes owner = Bytes.giving(new byte[PaymentOrder.KEY_BYTES]);
    Bytes signature = Bytes.giving(new byte[PaymentOrder.SIGNATURE_BYTES]);
    Task task = leader.task(number, SESSION, picture).paidBy(new PaymentOrder(owner, 3, signature));
    get(
        promises.promise(
            ESCROW,
            new Wish(
                task.id(), task.deadlineAtMillis() + 300_000, 10, 5, task.acceptedAtMillis())));
    get(leader.book.accept(task, picture));
    return task;
  }
}
