package quorate.ledger.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import quorate.consensus.Trials;
import quorate.ledger.settle.SettlerOrder.GivenUp;
import quorate.ledger.settle.SettlerOrder.Lied;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Batch;
import quorate.ledger.state.Chain;
import quorate.ledger.state.Entry.Escrow;
import quorate.ledger.state.Entry.Vesting;
import quorate.ledger.state.Settlement;
import quorate.ledger.state.StateKey;
import quorate.simulation.Chance;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.TaskId;

/** Verdicts are paid, once, over the real execution of blocks. */
class SettlingSimulationTest {
  private static final int TASKS = 20;
  private static final long AMOUNT = 10_000;

  static LongStream seeds() {
    return LongStream.range(0, Integer.getInteger("settle.seeds", 10));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void paysEachTaskOnceThoughWordsAreLostAndTwoNodesHandIn(long seed) {
    Town town = town(seed, 0.2);
    for (int i = 1; i <= TASKS; i++) {
      town.lead(i % Town.NODES, i);
      town.lead((i + 1) % Town.NODES, i);
      town.run(1);
    }
    town.run(600);
    assertPaid(town, TASKS);
    assertThat(town.reports).noneMatch(GivenUp.class::isInstance);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void paysWhenTheLeaderDiesAfterItHasAsked(long seed) {
    Town town = town(seed, 0);
    IntStream.rangeClosed(1, TASKS).forEach(i -> town.lead(3, i));
    town.run((int) (SettlerPolicy.DEFAULT.gatherMillis() / Town.STEP_MILLIS));
    town.nodes.get(3).die();
    assertThat(town.chain.state().totals().paid()).isZero();
    town.run(400);
    assertPaid(town, TASKS);
  }

  @Test
  void paysWhenOneSettlerIsSilent() {
    Town town = town(1, 0);
    town.nodes.get(0).silent = true;
    IntStream.rangeClosed(1, TASKS).forEach(i -> town.lead(3, i));
    town.run(60);
    assertPaid(town, TASKS);
  }

  @Test
  void paysWhenOneSettlerLiesAndSaysWho() {
    Town town = town(1, 0);
    town.nodes.get(0).signs = signature -> Bytes.giving(new byte[64]);
    IntStream.rangeClosed(1, TASKS).forEach(i -> town.lead(0, i));
    town.run(60);
    assertPaid(town, TASKS);
    assertThat(town.reports).contains(new Lied(Chain.node(0)));
  }

  @Test
  void paysAllOthersAtOnceWhenSettlersFindNoProofOfOne() {
    Town town = town(1, 0);
    TaskId hidden = new TaskId(7, 5);
    town.nodes.get(0).finds = task -> !task.equals(hidden);
    town.nodes.get(1).finds = task -> !task.equals(hidden);
    IntStream.rangeClosed(1, TASKS).forEach(i -> town.lead(3, i));
    town.run(60);
    assertThat(escrow(town).tasks()).isEqualTo(TASKS - 1);
    town.nodes.get(0).finds = task -> true;
    town.run(100);
    assertPaid(town, TASKS);
  }

  @Test
  void paysAllOthersWhenOneSettlerIsDeadAndOneFindsNoProofOfOne() {
    Town town = town(1, 0);
    TaskId hidden = new TaskId(7, 5);
    town.nodes.get(0).finds = task -> !task.equals(hidden);
    town.nodes.get(1).die();
    IntStream.rangeClosed(1, TASKS).forEach(i -> town.lead(3, i));
    town.run(200);
    assertThat(escrow(town).tasks()).isEqualTo(TASKS - 1);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void paysAllWhenOneSettlerDoubtsWhatItLikes(long seed) {
    Town town = town(seed, 0.2);
    Chance whim = new Chance(seed + 1);
    town.nodes.get(0).finds = task -> whim.happens(0.5);
    IntStream.rangeClosed(1, TASKS).forEach(i -> town.lead(3, i));
    town.run(200);
    assertPaid(town, TASKS);
  }

  @Test
  void paysNobodyMoreWhenALeaderAddsItself() {
    Town town = town(1, 0);
    town.nodes.get(3).asks = batch -> padded(batch, Chain.node(3));
    IntStream.rangeClosed(1, TASKS).forEach(i -> town.lead(3, i));
    town.run(200);
    assertThat(town.chain.state().totals().paid()).isZero();
    IntStream.rangeClosed(1, TASKS).forEach(i -> town.lead(1, i));
    town.run(60);
    assertPaid(town, TASKS);
  }

  @Test
  void givesTheOwnerBackWhatIsLeftAfterTheDeadline() {
    Town town = town(1, 0);
    IntStream.rangeClosed(1, TASKS).forEach(i -> town.lead(3, i));
    town.run(60);
    town.run((int) Town.DEADLINE * 4);
    assertThat(escrow(town).open()).isFalse();
    assertThat(town.chain.state().totals().held()).isZero();
    assertThat(town.chain.audit()).isEmpty();
  }

  @Test
  void paysAsFarAsTheEscrowGoes() {
    Town town = new Town(1, 0, 5 * 60);
    for (int i = 1; i <= TASKS; i++) {
      town.decide(i);
      town.lead(3, i);
    }
    town.run(60);
    assertThat(escrow(town).remaining()).isZero();
    assertThat(escrow(town).tasks()).isEqualTo(5);
    assertThat(town.reports).anyMatch(GivenUp.class::isInstance);
    assertThat(town.chain.audit()).isEmpty();
  }

  private static Town town(long seed, double loss) {
    Town town = new Town(seed, loss, AMOUNT);
    IntStream.rangeClosed(1, TASKS).forEach(town::decide);
    return town;
  }

  private static Batch padded(Batch batch, NodeId more) {
    List<Settlement> padded =
        batch.settlements().stream()
            .map(each ->
                new Settlement(
                    each.task(),
                    each.proof(),
                    Stream.concat(each.payees().stream(), Stream.of(more)).sorted().toList(),
                    each.contradicted()))
            .toList();
    return new Batch(batch.escrow(), padded);
  }

  private static Escrow escrow(Town town) {
    return town.chain.state().find(StateKey.escrow(town.escrow)).orElseThrow();
  }

  /** What is its own by now, and what vests. */
  private static long earned(Town town, NodeId node) {
    Vesting vesting = town.chain.state().find(StateKey.vesting(node)).orElseThrow();
    return town.chain.state().account(AccountId.of(node)).balance() + vesting.total();
  }

  private static void assertPaid(Town town, int tasks) {
    for (int i = 1; i <= tasks; i++) {
      assertThat(town.chain.state().find(StateKey.payment(Chain.id(Town.CLIENT), new TaskId(7, i))))
          .as("task %d", i)
          .isPresent();
    }
    long each = Town.PRICE / 3;
    for (int payee : List.of(1, 2)) {
      assertThat(earned(town, Trials.node(payee))).isEqualTo(tasks * each);
    }
    assertThat(escrow(town).tasks()).isEqualTo(tasks);
    assertThat(town.chain.state().totals().paid()).isEqualTo(tasks * each * 2);
    assertThat(town.chain.audit()).isEmpty();
  }
}
