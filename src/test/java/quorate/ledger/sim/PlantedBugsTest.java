package quorate.ledger.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tests the tests: every bug that is planted must be found by the simulator, in few seeds. */
class PlantedBugsTest {
  private static final int SEEDS_MAX = Integer.getInteger("ledger.sim.bugs.seeds", 400);

  /** Words of one file, and what stands there instead. */
  enum Bug {
    QUORUM_MINUS_ONE("bft/Validators", "2 * total() / 3 + 1", "2 * total() / 3"),
    LOCK_RULE_DROPPED(
        "bft/Locks", "otherRound : lockedRound) <= validRound", "otherRound : -1) <= validRound"),
    VALID_ROUND_UNCHECKED(
        "bft/HeightState",
        "return votes.polka(proposal.validRound(), proposal.value())",
        "return proposal.validRound() >= 0 || votes.polka(0, proposal.value())"),
    COMMIT_UNCHECKED(
        "bft/ConsensusMessage",
        "return commit.flaw(electorate, verifier);",
        "return Optional.empty();"),
    SIGNERS_TWICE_IN_A_CERTIFICATE(
        "bft/Certificate",
        "seals.get(i - 1).validator().compareTo(seals.get(i).validator()) < 0",
        "seals.get(i - 1).validator().compareTo(seals.get(i).validator()) <= 0"),
    POWER_OF_A_CERTIFICATE_UNCOUNTED(
        "bft/Certificate", "power >= electorate.quorum()", "power >= 1"),
    EVIDENCE_UNSIGNED(
        "bft/Evidence",
        "if (!electorate.has(first.validator())) {",
        """
        if (electorate.has(first.validator())) {
          return Optional.empty();
        }
        if (!electorate.has(first.validator())) {\
        """),
    EVIDENCE_AGAINST_ANOTHER(
        "chain/Charge", "evidence.offenders().contains(offender)", "offender.key().size() > 0"),
    JOURNAL_UNFLUSHED("chain/Outbox", "orders.add(new ReplicaOrder.Flush());", ""),
    JOURNAL_NOT_REPLAYED(
        "chain/Replica",
        "if (journal.stream().noneMatch(ConsensusInput.StartHeight.class::isInstance)) {",
        "if (at > 0) {"),
    OLD_COMMIT_ACCEPTED(
        "chain/Blocks",
        "&& theirs.height() == ours.height()\n        && theirs.value().equals(ours.value())",
        ""),
    THIN_COMMIT_ACCEPTED(
        "chain/Blocks", "&& theirs.flaw(electorate(previous.get()), verifier).isEmpty()", ""),
    TIME_UNBOUNDED("chain/Early", "dueMillis(value) > nowMillis", "nowMillis < 0"),
    SIGNED_FORGOTTEN_AT_A_RESTART("store/SignGuard", "guard.recall(payload)", "{}"),
    NONCE_UNCHECKED(
        "state/Transition",
        "transaction.nonce() != account.nonce()",
        "transaction.nonce() > account.nonce()"),
    FEE_UNCHECKED(
        "state/Transition",
        "transaction.fee() != rules.policy().fees().of(transaction.operation())",
        "transaction.fee() < 0"),
    FEE_UNCHARGED("state/Transition", ".minus(transaction.fee())", ""),
    SIGNATURE_UNCHECKED(
        "state/Transition",
        "return holds ? Optional.empty()",
        "return transaction.nonce() >= 0 ? Optional.empty()"),
    BALANCE_UNCHECKED(
        "state/Transition",
        "draft.account(sender).balance() < transfer.amount()",
        "draft.account(sender).balance() < 0"),
    PAID_TWICE(
        "state/Escrows",
        "if (draft.find(StateKey.payment(batch.escrow().owner(), settlement.task())).isPresent())",
        "if (batch.settlements().isEmpty())"),
    EXPIRED_TWICE("state/Escrows", "return new Step.Refused(Refusal.ESCROW_CLOSED);", ""),
    EXPIRED_EARLY("state/Escrows", "height <= escrow.deadlineHeight()", "height < 0"),
    CLAWBACK_SKIPPED(
        "state/Escrows",
        "weighty ? earnings.take(node) : new Taken(node, 0)",
        "new Taken(node, 0)"),
    CLAWBACK_BY_ANYBODYS_WORD(
        "state/Escrows", "return 3 * power > seats.power();", "return power >= 0;"),
    CLAWBACK_UNBURNED(
        "state/Earnings", "totals.keeping(-amount).burning(amount)", "totals.keeping(-amount)"),
    CLAWBACK_OF_WHAT_HAS_VESTED(
        "state/Earnings", "Vesting rest = release(node, before);", "Vesting rest = before;"),
    VESTED_TWICE("state/Earnings", "with(freed.parts(), tasks", "with(before.parts(), tasks"),
    VESTED_AT_ONCE("state/Earnings", "nowMillis + terms.millis()", "nowMillis"),
    SEATED_AT_ONCE(
        "state/Rotations",
        "new Rotation(rotation.next(), after, pending));",
        "new Rotation(after, after, pending));"),
    FIRST_VALIDATORS_FOR_EVER(
        "chain/Replica",
        "new Electorate(chain, Origin.validators(rotation.current()))",
        "new Electorate(chain, Origin.validators(setup.genesis().validators()))"),
    COMMITTED_HELD_AS_EARLY("chain/Early", "&& !committed.equals(Optional.of(id))", ""),
    CHECKSUM_UNCHECKED(
        "store/FrameScan", "header.crc(offset, forced, payload) == crc", "length >= 0"),
    FOLLOWER_NEVER_LOOKS(
        "chain/Replica",
        "if (!votersNow().has(setup.self()) && deciding.isEmpty()) {",
        "if (announceMillis < 0) {"),
    ROOT_UNCOMPARED(
        "state/Execution", "return ours.equals(theirs) ?", "return ours.height() > 0 ?");

    private final String file;
    private final String right;
    private final String wrong;

    Bug(String file, String right, String wrong) {
      this.file = file;
      this.right = right;
      this.wrong = wrong;
    }
  }

  @TestFactory
  Stream<DynamicTest> findsTheBug() {
    Map<Bug, Future<Boolean>> found = new EnumMap<>(Bug.class);
    ExecutorService cores =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    for (Bug bug : Bug.values()) {
      found.put(bug, cores.submit(() -> found(bug)));
    }
    cores.shutdown(); // when it is through
    return found.entrySet().stream()
        .map(each ->
            DynamicTest.dynamicTest(
                each.getKey().name(), () -> assertThat(each.getValue().get()).isTrue()));
  }

  @Test
  void findsNothingWhenNothingIsPlanted() throws Exception {
    Mutant same = Mutant.of("bft/Locks", "locked = value;", "locked = (value);");
    Method run = run(same);
    for (long seed = 0; seed < 50; seed++) {
      assertThat(fails(run, seed)).as("seed " + seed).isFalse();
    }
  }

  private static Method run(Mutant mutant) throws ReflectiveOperationException {
    return mutant.loadClass("quorate.ledger.sim.LedgerSimulation").getMethod("run", long.class);
  }

  static boolean found(Bug bug) throws Exception {
    Method run = run(Mutant.of(bug.file, bug.right, bug.wrong));
    for (long seed = 0; seed < SEEDS_MAX; seed++) {
      if (fails(run, seed)) {
        return true;
      }
    }
    return false;
  }

  private static boolean fails(Method run, long seed) throws ReflectiveOperationException {
    try {
      run.invoke(null, seed);
      return false;
    } catch (InvocationTargetException failed) {
      if (failed.getCause() instanceof LinkageError broken) {
        throw broken;
      }
      return true;
    }
  }
}
