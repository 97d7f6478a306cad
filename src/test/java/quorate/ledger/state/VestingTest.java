package quorate.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import quorate.ledger.state.Entry.Payment;
import quorate.ledger.state.Entry.Vesting;
import quorate.ledger.state.Operation.EscrowOpen;
import quorate.ledger.state.Operation.EscrowSettle;
import quorate.ledger.state.Operation.Withdraw;
import quorate.task.TaskId;

/** Pay of 10 a task vests over 70 later tasks or 7,000 seconds: ten tasks and 1,000 s a part. */
class VestingTest {
  private static final int CLIENT = 4;
  private static final int FRIEND = 5;
  private static final int NODE = 6;
  private static final int OTHER = 7;
  private static final int[] VALIDATORS = {0, 1};
  private static final VestingTerms TERMS = new VestingTerms(70, 7000);
  private static final EscrowId ESCROW = new EscrowId(Chain.id(CLIENT), 1);

  private static final Policy POLICY =
      new Policy(
          Chain.FEES,
          5,
          20,
          10,
          400,
          100,
          1000,
          100,
          Optional.empty(),
          1000,
          Block.BYTES_MIN,
          TERMS);

  private final Chain chain = Chain.of(POLICY);
  private int task;

  @Test
  void keepsPayBackUntilItHasVested() {
    open();
    pay(1);
    assertThat(chain.balance(NODE)).isEqualTo(Chain.RICH);
    assertThat(vesting().total()).isEqualTo(10);
    assertThat(chain.state().totals().vesting()).isEqualTo(10);
    assertThat(chain.audit()).isEmpty();
  }

  @Test
  void vestsWhenSoManyLaterTasksWerePaid() {
    open();
    pay(9 + 69);
    assertThat(chain.balance(NODE)).isEqualTo(Chain.RICH);
    pay(1);
    assertThat(chain.balance(NODE)).as("of the first nine").isEqualTo(Chain.RICH + 90);
    assertThat(vesting().total()).isEqualTo(700);
    assertThat(chain.audit()).isEmpty();
  }

  @Test
  void vestsWhenTheTimeHasGoneByAndANodeWithdraws() {
    open();
    pay(3);
    chain.after(TERMS.seconds() - 2);
    assertThat(chain.refusal(NODE, new Withdraw())).contains(Refusal.NOTHING_FREE);
    chain.after(2);
    chain.add(NODE, new Withdraw());
    assertThat(chain.balance(NODE)).isEqualTo(Chain.RICH + 30 - Chain.FEES.stake());
    assertThat(vesting().parts()).isEmpty();
    assertThat(chain.refusal(NODE, new Withdraw())).contains(Refusal.NOTHING_FREE);
    assertThat(chain.audit()).isEmpty();
  }

  @Test
  void vestsWithTheNextPaymentWhenTheTimeHasGoneBy() {
    open();
    pay(3);
    chain.after(TERMS.seconds());
    pay(1);
    assertThat(chain.balance(NODE)).isEqualTo(Chain.RICH + 30);
    assertThat(vesting().total()).isEqualTo(10);
  }

  @Test
  void staysSmallHoweverThePaymentsCome() {
    open();
    for (int i = 0; i < 100; i++) {
      chain.after(1 + i * 7 % 150);
      pay(1 + i % 2);
      assertThat(vesting().parts()).hasSizeLessThan(Vesting.PARTS_MAX);
    }
    assertThat(vesting().tasks()).isEqualTo(150);
    assertThat(earned()).isEqualTo(1500);
  }

  @Test
  void burnsWhatVestsOfWhoeverWasContradicted() {
    open();
    pay(80);
    long burned = chain.state().totals().burned();
    Executed executed = contradict(VALIDATORS);
    assertThat(chain.balance(NODE)).as("what had vested").isEqualTo(Chain.RICH + 90);
    assertThat(vesting()).isEqualTo(new Vesting(80, 710, List.of()));
    assertThat(executed.receipts()).extracting(Receipt::taken).containsExactly(710L);
    assertThat(chain.state().totals().burned())
        .isEqualTo(burned + 710 + Chain.FEES.settle() + Chain.FEES.perTask());
    assertThat(chain.state().totals().vesting()).as("of the other").isEqualTo(10);
    assertThat(chain.audit()).isEmpty();
  }

  @Test
  void takesBackOnceForATask() {
    open();
    pay(1);
    EscrowSettle settle = contradiction(VALIDATORS);
    chain.add(CLIENT, settle);
    pay(1);
    assertThat(chain.refusal(CLIENT, settle)).contains(Refusal.ALREADY_PAID);
    assertThat(vesting().total()).isEqualTo(10);
  }

  @Test
  void takesNothingWhenOnlyThoseVouchWhomTheOwnerHasChosen() {
    open();
    pay(3);
    contradict(FRIEND);
    contradict(0);
    assertThat(vesting().total()).isEqualTo(30);
    Payment payment = paid(task);
    assertThat(payment.taken()).containsExactly(new Payment.Taken(Chain.node(NODE), 0));
  }

  @Test
  void vestsNoSoonerByPaymentsForWhichOnlyFriendsVouch() {
    open();
    pay(1);
    IntStream.range(0, 80).forEach(i -> chain.add(CLIENT, settlement(NODE, FRIEND)));
    assertThat(chain.balance(NODE)).isEqualTo(Chain.RICH);
    assertThat(vesting().tasks()).isEqualTo(1);
    chain.after(TERMS.seconds());
    chain.add(NODE, new Withdraw());
    assertThat(vesting().total()).isZero();
  }

  @Test
  void saysWhatWasTakenBack() {
    open();
    pay(3);
    contradict(VALIDATORS);
    Explanation why = Explanation.of(chain.state(), Chain.id(CLIENT), task(task)).orElseThrow();
    assertThat(why.lines())
        .contains(
            Chain.node(NODE).hex()
                + " was contradicted: 30 of its pay, which had not vested, was burned");
  }

  @Test
  void paysAtOnceWhenTheChainKeepsNothingBack() {
    Chain plain = Chain.usual();
    plain.add(CLIENT, new EscrowOpen(1, 1000, 20, terms()));
    Settlement settlement = EscrowTest.against(EscrowTest.settlement(1, NODE), OTHER);
    Batch batch = EscrowTest.batch(ESCROW, settlement);
    plain.add(CLIENT, new EscrowSettle(batch, EscrowTest.attested(plain.digest(), batch, 0, 1)));
    assertThat(plain.balance(NODE)).isEqualTo(Chain.RICH + 10);
    assertThat(plain.state().find(StateKey.vesting(Chain.node(NODE)))).isEmpty();
  }

  @Test
  void isNoSettlementWhenSomebodyIsPaidAndContradicted() {
    assertThatThrownBy(() -> EscrowTest.against(EscrowTest.settlement(1, NODE), NODE))
        .hasMessageContaining("nobody paid and contradicted");
  }

  private void open() {
    chain.add(CLIENT, new EscrowOpen(1, 100_000, 300, terms()));
  }

  /** 10 for whoever agrees. */
  private static PaymentTerms terms() {
    List<AccountId> settlers = IntStream.of(0, 1, FRIEND).mapToObj(Chain::id).sorted().toList();
    return new PaymentTerms(10, 1, settlers, 1);
  }

  /** The node is paid for so many tasks, in one block. */
  private void pay(int tasks) {
    Settlement[] settlements =
        IntStream.range(0, tasks)
            .mapToObj(i -> EscrowTest.settlement(++task, NODE))
            .toArray(Settlement[]::new);
    chain.add(CLIENT, settle(VALIDATORS, settlements));
  }

  private Executed contradict(int... settlers) {
    return chain.add(CLIENT, contradiction(settlers));
  }

  private EscrowSettle contradiction(int... settlers) {
    return settle(settlers, EscrowTest.against(EscrowTest.settlement(++task, OTHER), NODE));
  }

  private EscrowSettle settlement(int payee, int... settlers) {
    return settle(settlers, EscrowTest.settlement(++task, payee));
  }

  private EscrowSettle settle(int[] settlers, Settlement... settlements) {
    Batch batch = EscrowTest.batch(ESCROW, settlements);
    return new EscrowSettle(batch, EscrowTest.attested(chain.digest(), batch, settlers));
  }

  private static TaskId task(int number) {
    return EscrowTest.task(number);
  }

  private Payment paid(int number) {
    return chain.state().find(StateKey.payment(Chain.id(CLIENT), task(number))).orElseThrow();
  }

  private long earned() {
    return chain.balance(NODE) - Chain.RICH + vesting().total();
  }

  private Vesting vesting() {
    return chain.state().find(StateKey.vesting(Chain.node(NODE))).orElseThrow();
  }
}
