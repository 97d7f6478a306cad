package quorate.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import quorate.ledger.state.Entry.Payment;
import quorate.ledger.state.Operation.EscrowExpire;
import quorate.ledger.state.Operation.EscrowOpen;
import quorate.ledger.state.Operation.EscrowSettle;
import quorate.ledger.state.Operation.Evidence;
import quorate.ledger.state.Operation.NodeRegister;
import quorate.ledger.state.Operation.Transfer;
import quorate.ledger.state.Operation.Unstake;
import quorate.ledger.state.Operation.ValidatorChange;
import quorate.ledger.state.Operation.Withdraw;
import quorate.task.Bytes;
import quorate.task.Digest;

/**
 * Streams of transactions drawn by a seed, good and bad: after every block all invariants hold
 * ({@link Chain} asks), and another node comes to the same.
 */
class StreamTest {
  private static final int BLOCKS = 60;
  private static final int PER_BLOCK = 40;
  private static final long[] SEEDS = {1, 2, 3};

  @Test
  void keepsEveryInvariantAndReplaysToTheSame() {
    Set<String> kinds = new HashSet<>();
    Map<Refusal, Integer> refusals = new EnumMap<>(Refusal.class);
    for (long seed : SEEDS) {
      Chain chain = vesting();
      Chain replica = vesting();
      Stream stream = new Stream(chain, seed);
      for (int i = 0; i < BLOCKS; i++) {
        Built built = chain.build(stream.candidates());
        chain.add(built.block());
        replica.add(built.block());
        built.refused().values().forEach(why -> refusals.merge(why, 1, Integer::sum));
        built
            .block()
            .transactions()
            .forEach(each -> kinds.add(each.transaction().operation().getClass().getSimpleName()));
      }
      assertThat(chain.audit()).as("seed %d", seed).isEmpty();
      assertThat(replica.entries()).isEqualTo(chain.entries());
      assertThat(replica.nodes()).isEqualTo(chain.nodes());
      assertPaidOnce(chain);
    }
    assertThat(kinds).as("executed: %s, refused: %s", kinds, refusals).hasSize(9);
    assertThat(refusals).as("the stream is bad enough").hasSizeGreaterThan(15);
  }

  @Test
  void sameSeedComesToTheSameRoot() {
    assertThat(root(5)).isEqualTo(root(5));
    assertThat(root(5)).isNotEqualTo(root(6));
  }

  private static Digest root(long seed) {
    Chain chain = vesting();
    Stream stream = new Stream(chain, seed);
    for (int i = 0; i < 10; i++) {
      chain.add(chain.build(stream.candidates()).block());
    }
    return chain.state().tip().digest();
  }

  /** Pay vests within some blocks, or tasks. */
  private static Chain vesting() {
    return Chain.of(Chain.POLICY.vestingBy(new VestingTerms(6, 5)));
  }

  /** What nodes were paid is what payments say, each of which is there once. */
  private static void assertPaidOnce(Chain chain) {
    long paid = 0;
    for (Bytes value : chain.entries().values()) {
      if (State.decode(value) instanceof Payment payment) {
        paid += payment.each() * payment.payees().size();
      }
    }
    assertThat(chain.state().totals().paid()).isEqualTo(paid).isPositive();
  }

  /** Draws what people send: mostly sensible, often not. */
  private static final class Stream {
    private final Chain chain;
    private final Random chance;
    private final long[] nonces = new long[Chain.PEOPLE];

    Stream(Chain chain, long seed) {
      this.chain = chain;
      this.chance = new Random(seed);
    }

    List<SignedTransaction> candidates() {
      for (int who = 0; who < Chain.PEOPLE; who++) {
        nonces[who] = nonce(who);
      }
      List<SignedTransaction> candidates = new ArrayList<>();
      while (candidates.size() < PER_BLOCK) {
        candidates.add(candidate(candidates));
      }
      return candidates;
    }

    private long nonce(int who) {
      return chain.state().account(Chain.id(who)).nonce();
    }

    private SignedTransaction candidate(List<SignedTransaction> earlier) {
      int who = chance.nextInt(Chain.PEOPLE);
      return switch (chance.nextInt(12)) {
        case 0 -> chain.sign(who, nonces[who] + 1 + chance.nextInt(3), operation(who));
        case 1 ->
            earlier.isEmpty()
                ? chain.sign(who, operation(who))
                : earlier.get(chance.nextInt(earlier.size()));
        case 2 -> forged(who);
        default -> honest(who);
      };
    }

    private SignedTransaction honest(int who) {
      SignedTransaction signed = chain.sign(who, nonces[who], operation(who));
      boolean executed = chain.refusal(signed).isEmpty() || nonces[who] > nonce(who);
      nonces[who] += executed && chance.nextInt(8) > 0 ? 1 : 0; // else two of one nonce
      return signed;
    }

    private SignedTransaction forged(int who) {
      Transaction transaction =
          new Transaction(Chain.id(who), nonces[who], chance.nextInt(5), operation(who));
      return SignedTransaction.of(
          transaction, chain.digest(), Chain.keys(chance.nextInt(Chain.PEOPLE)));
    }

    private Operation operation(int who) {
      return switch (chance.nextInt(14)) {
        case 0, 1, 2 ->
            new Transfer(Chain.id(chance.nextInt(Chain.PEOPLE + 4)), amount(Chain.RICH / 3));
        case 3, 4 -> open();
        case 5, 6, 7 -> settle();
        case 8, 9 -> new EscrowExpire(escrow());
        case 10 -> new NodeRegister(amount(20_000));
        case 11 -> chance.nextBoolean() ? new Withdraw() : new Unstake(amount(5_000));
        case 12 -> new ValidatorChange(Chain.node(who), chance.nextInt(130));
        default -> evidence();
      };
    }

    private Operation open() {
      long deadline = chain.height() + chance.nextInt(12);
      return new EscrowOpen(chance.nextInt(6), amount(3_000), Math.max(1, deadline), terms());
    }

    private PaymentTerms terms() {
      List<AccountId> settlers = IntStream.of(0, 1, 5).mapToObj(Chain::id).sorted().toList();
      return new PaymentTerms(100, 3, settlers, 1);
    }

    private Operation settle() {
      Settlement[] settlements =
          chance
              .ints(1 + chance.nextInt(3), 0, 40)
              .distinct()
              .sorted()
              .mapToObj(this::settlement)
              .toArray(Settlement[]::new);
      Batch batch = EscrowTest.batch(escrow(), settlements);
      int settler = chance.nextInt(8) == 0 ? 7 : 5;
      int[] settlers = chance.nextInt(3) == 0 ? new int[] {settler} : new int[] {0, 1};
      return new EscrowSettle(batch, EscrowTest.attested(chain.digest(), batch, settlers));
    }

    private Settlement settlement(int task) {
      int[] payees = chance.ints(1 + chance.nextInt(5), 0, Chain.PEOPLE + 4).distinct().toArray();
      int liar = chance.nextInt(Chain.PEOPLE * 2);
      boolean paid = IntStream.of(payees).anyMatch(each -> each == liar);
      Settlement settlement = EscrowTest.settlement(task, payees);
      return paid || liar >= Chain.PEOPLE ? settlement : EscrowTest.against(settlement, liar);
    }

    private EscrowId escrow() {
      List<Bytes> keys =
          chain.entries().keySet().stream()
              .filter(key -> key.at(0) == 2)
              .sorted(Comparator.naturalOrder())
              .toList();
      if (keys.isEmpty() || chance.nextInt(10) == 0) {
        return new EscrowId(Chain.id(chance.nextInt(Chain.PEOPLE)), chance.nextInt(6));
      }
      Bytes key = keys.get(chance.nextInt(keys.size()));
      return new EscrowId(new AccountId(key.slice(1, 33)), key.at(40));
    }

    private Operation evidence() {
      Bytes proof = Bytes.copyOf(new byte[] {(byte) chance.nextInt(2)});
      long height = 1L + chance.nextInt((int) chain.height() + 2);
      return new Evidence(Chain.node(chance.nextInt(Chain.PEOPLE)), height, proof);
    }

    private long amount(long most) {
      return 1 + (long) (chance.nextDouble() * most);
    }
  }
}
