package quorate.ledger.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quorate.consensus.Trials;
import quorate.gateway.LocalNetwork;
import quorate.gateway.LocalNetwork.LocalBus;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.EscrowId;
import quorate.ledger.state.Operation.EscrowOpen;
import quorate.ledger.state.PaymentTerms;
import quorate.ledger.state.StateKey;
import quorate.node.ledger.FixtureLedger;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.wire.Note;
import quorate.wire.Proof;

/** Three nodes, one of them leading, over a ledger that executes for real. */
class SettleVerticleTest {
  private static final int OWNER = 4;
  private static final int TASKS = 5;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final ChainFixture chain = ChainFixture.opened();
  private final FixtureLedger ledger = new FixtureLedger(chain);
  private final Map<TaskId, Proof> proofs = new ConcurrentHashMap<>();
  private final Set<TaskId> hidden = ConcurrentHashMap.newKeySet(); // from all but the leader
  private final AtomicInteger unread = new AtomicInteger();
  private final List<LocalBus> nodes = new ArrayList<>();
  private final List<SettleCounts> counts = new ArrayList<>();
  private final CompletableFuture<Long> paid = new CompletableFuture<>();

  @BeforeEach
  void begin() throws Exception {
    List<AccountId> settlers = IntStream.range(0, 3).mapToObj(ChainFixture::id).sorted().toList();
    chain.add(chain.sign(OWNER, new EscrowOpen(3, 1000, 25, new PaymentTerms(90, 3, settlers, 2))));
    LocalNetwork network = new LocalNetwork();
    for (int i = 0; i < 3; i++) {
      LocalBus bus = network.node(ChainFixture.keys(i));
      int node = i;
      SettleCounts counted = new SettleCounts();
      SettleParts parts =
          new SettleParts(
              bus,
              ledger,
              task -> proof(node, task),
              Verdicts::judge,
              (escrow, tasks, height) -> {},
              ChainFixture.keys(i),
              System::currentTimeMillis);
      nodes.add(bus);
      counts.add(counted);
      vertx.deployVerticle(new SettleVerticle(parts, counted)).await(10, TimeUnit.SECONDS);
    }
    ledger.heed(block -> {
      if (chain.state().totals().paid() > 0) {
        paid.complete(block.height());
      }
    });
  }

  private Future<Optional<Proof>> proof(int node, TaskId task) {
    boolean finds = node == 0 || !hidden.contains(task);
    return unread.getAndDecrement() > 0
        ? Future.failedFuture("the cluster is not whole")
        : Future.succeededFuture(Optional.ofNullable(finds ? proofs.get(task) : null));
  }

  /** Calls back when so many tasks are paid. */
  private void whenPaid(int tasks, Runnable then) {
    EscrowId escrow = new EscrowId(ChainFixture.id(OWNER), 3);
    ledger.heed(block -> {
      if (chain.state().find(StateKey.escrow(escrow)).orElseThrow().tasks() == tasks) {
        then.run();
      }
    });
  }

  @AfterEach
  void end() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
    ledger.close();
  }

  @Test
  void paysForTheVerdictsThatItsLeaderHasKept() throws Exception {
    for (int i = 1; i <= TASKS; i++) {
      Task task =
          Verdicts.paidBy(ChainFixture.keys(OWNER), 3, chain.genesis().chain(), Verdicts.task(i));
      proofs.put(task.id(), Verdicts.proof(task));
    }
    vertx.runOnContext(
        here -> proofs.keySet().forEach(task -> nodes.getFirst().note(new Note.PaymentDue(task))));
    paid.get(20, TimeUnit.SECONDS);
    EscrowId escrow = new EscrowId(ChainFixture.id(OWNER), 3);
    long tasks =
        ledger
            .read(view -> view.state().find(StateKey.escrow(escrow)).orElseThrow().tasks())
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    assertThat(tasks).isEqualTo(TASKS);
    long earned =
        ledger
            .read(view -> view.state().find(StateKey.vesting(Trials.node(1))).orElseThrow().total())
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    assertThat(earned).isEqualTo(TASKS * 30);
    assertThat(counts.stream().mapToLong(SettleCounts::vouched).sum()).isEqualTo(2);
  }

  @Test
  void paysAllOthersWhileSettlersFindNoProofOfOneAndThatOneWhenTheyDo() throws Exception {
    for (int i = 1; i <= TASKS; i++) {
      Task task =
          Verdicts.paidBy(ChainFixture.keys(OWNER), 3, chain.genesis().chain(), Verdicts.task(i));
      proofs.put(task.id(), Verdicts.proof(task));
    }
    hidden.add(Verdicts.task(3).id());
    CompletableFuture<Void> all = new CompletableFuture<>();
    whenPaid(TASKS - 1, hidden::clear);
    whenPaid(TASKS, () -> all.complete(null));
    vertx.runOnContext(
        here -> proofs.keySet().forEach(task -> nodes.getFirst().note(new Note.PaymentDue(task))));
    all.get(20, TimeUnit.SECONDS);
    assertThat(hidden).isEmpty();
    assertThat(counts.stream().mapToLong(SettleCounts::declined).sum()).isPositive();
  }

  @Test
  void paysForWhatCouldNotBeReadAtFirst() throws Exception {
    Task task =
        Verdicts.paidBy(ChainFixture.keys(OWNER), 3, chain.genesis().chain(), Verdicts.task(1));
    proofs.put(task.id(), Verdicts.proof(task));
    unread.set(2);
    vertx.runOnContext(here -> nodes.getFirst().note(new Note.PaymentDue(task.id())));
    paid.get(20, TimeUnit.SECONDS);
    assertThat(unread.get()).isNegative();
  }

  @Test
  void paysNothingForAVerdictWithoutAnOrder() throws Exception {
    Task unpaid = Verdicts.task(1);
    proofs.put(unpaid.id(), Verdicts.proof(unpaid));
    Task task =
        Verdicts.paidBy(ChainFixture.keys(OWNER), 3, chain.genesis().chain(), Verdicts.task(2));
    proofs.put(task.id(), Verdicts.proof(task));
    vertx.runOnContext(here -> {
      nodes.getFirst().note(new Note.PaymentDue(unpaid.id()));
      nodes.getFirst().note(new Note.PaymentDue(task.id()));
    });
    paid.get(20, TimeUnit.SECONDS);
    assertThat(chain.state().totals().paid()).isEqualTo(60);
  }
}
