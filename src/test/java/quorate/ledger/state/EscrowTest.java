package quorate.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import quorate.ledger.state.Entry.Account;
import quorate.ledger.state.Entry.Escrow;
import quorate.ledger.state.Operation.EscrowExpire;
import quorate.ledger.state.Operation.EscrowOpen;
import quorate.ledger.state.Operation.EscrowSettle;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;

class EscrowTest {
  private static final int CLIENT = 4;
  private static final int SETTLER = 5;
  private static final int OTHER_SETTLER = 6;
  private static final EscrowId ESCROW = new EscrowId(Chain.id(CLIENT), 1);

  private final Chain chain = Chain.usual();

  @Test
  void holdsWhatItIsOpenedWith() {
    open(1, 1000, 20);
    assertThat(account()).isEqualTo(new Account(Chain.RICH - 1000 - Chain.FEES.open(), 1000, 1));
    assertThat(chain.state().totals().held()).isEqualTo(1000);
  }

  @Test
  void paysTheNodesThatAgreedAndKeepsTheRest() {
    open(1, 1000, 20);
    Executed executed = chain.add(SETTLER, settle(ESCROW, 1, settlement(1, 0, 1)));
    assertThat(chain.balance(0)).isEqualTo(Chain.RICH + 33);
    assertThat(chain.balance(1)).isEqualTo(Chain.RICH + 33);
    assertThat(escrow().remaining()).isEqualTo(1000 - 66);
    assertThat(account().held()).isEqualTo(1000 - 66);
    assertThat(executed.receipts()).extracting(Receipt::moved).containsExactly(66L);
  }

  @Test
  void dividesThePriceWhenMoreAgreeThanWereAsked() {
    open(1, 1000, 20);
    chain.add(SETTLER, settle(ESCROW, 1, settlement(1, 0, 1, 2, 3, 7)));
    assertThat(chain.balance(7)).isEqualTo(Chain.RICH + 20);
    assertThat(escrow().paid()).isEqualTo(100);
  }

  @Test
  void paysATaskOnceWhoeverSaysSoAndHoweverOften() {
    open(1, 1000, 20);
    EscrowSettle settle = settle(ESCROW, 1, settlement(1, 0, 1));
    chain.add(SETTLER, settle);
    for (int who = 0; who < Chain.PEOPLE; who++) {
      assertThat(chain.refusal(who, settle)).contains(Refusal.ALREADY_PAID);
    }
    assertThat(chain.refusal(SETTLER, settle(ESCROW, 1, settlement(1, 2, 3))))
        .contains(Refusal.ALREADY_PAID);
    assertThat(escrow().tasks()).isEqualTo(1);
  }

  @Test
  void paysATaskOnceWhenTwoSayItInOneBlock() {
    open(1, 1000, 20);
    SignedTransaction one = chain.sign(SETTLER, settle(ESCROW, 1, settlement(1, 0, 1)));
    SignedTransaction other = chain.sign(0, settle(ESCROW, 1, settlement(1, 2, 3)));
    Built built = chain.build(List.of(one, other));
    assertThat(built.refused()).containsEntry(other.id(chain.digest()), Refusal.ALREADY_PAID);
  }

  @Test
  void passesOverWhatWasPaidBefore() {
    open(1, 1000, 20);
    chain.add(SETTLER, settle(ESCROW, 1, settlement(1, 0), settlement(2, 0)));
    Executed executed =
        chain.add(SETTLER, settle(ESCROW, 1, settlement(1, 1), settlement(2, 1), settlement(3, 1)));
    assertThat(executed.receipts().getFirst().paid()).isEqualTo(1);
    assertThat(executed.receipts().getFirst().passed()).isEqualTo(2);
    assertThat(chain.balance(1)).isEqualTo(Chain.RICH + 33);
  }

  @Test
  void paysATaskOnceOverAllEscrowsOfItsClient() {
    open(1, 1000, 20);
    open(2, 1000, 20);
    chain.add(SETTLER, settle(ESCROW, 1, settlement(1, 0)));
    EscrowId second = new EscrowId(Chain.id(CLIENT), 2);
    assertThat(chain.refusal(SETTLER, settle(second, 1, settlement(1, 0))))
        .contains(Refusal.ALREADY_PAID);
  }

  @Test
  void leavesTheTaskOfAnotherClientAlone() {
    open(1, 1000, 20);
    chain.add(7, new EscrowOpen(1, 1000, 20, terms(1)));
    EscrowId strangers = new EscrowId(Chain.id(7), 1);
    chain.add(SETTLER, settle(strangers, 1, settlement(1, 7)));
    chain.add(SETTLER, settle(ESCROW, 1, settlement(1, 0)));
    assertThat(chain.balance(0)).isEqualTo(Chain.RICH + 33);
  }

  @Test
  void asksForTheSettlersThatTheOwnerNamed() {
    open(1, 1000, 20, 2);
    EscrowSettle one = settle(ESCROW, 1, settlement(1, 0));
    assertThat(chain.refusal(SETTLER, one)).contains(Refusal.SETTLERS_TOO_FEW);
    Batch batch = one.batch();
    EscrowSettle stranger = new EscrowSettle(batch, attested(batch, SETTLER, 7));
    assertThat(chain.refusal(SETTLER, stranger)).contains(Refusal.SETTLER_UNKNOWN);
    assertThat(chain.refusal(SETTLER, settle(ESCROW, 2, settlement(1, 0)))).isEmpty();
  }

  @Test
  void refusesAWordForAnotherBatch() {
    open(1, 1000, 20);
    Batch batch = batch(ESCROW, settlement(1, 0));
    EscrowSettle forged =
        new EscrowSettle(batch(ESCROW, settlement(1, 7)), attested(batch, SETTLER));
    assertThat(chain.refusal(7, forged)).contains(Refusal.BAD_SIGNATURE);
  }

  @Test
  void refusesToPayMoreThanItHolds() {
    open(1, 150, 20);
    EscrowSettle two = settle(ESCROW, 1, settlement(1, 0, 1, 2), settlement(2, 0, 1, 2));
    assertThat(chain.refusal(SETTLER, two)).contains(Refusal.ESCROW_TOO_LOW);
    chain.add(SETTLER, settle(ESCROW, 1, settlement(1, 0, 1, 2)));
    assertThat(escrow().remaining()).isEqualTo(51);
  }

  @Test
  void givesTheRestBackOnceAfterTheDeadline() {
    open(1, 1000, 5);
    chain.add(SETTLER, settle(ESCROW, 1, settlement(1, 0, 1)));
    assertThat(chain.refusal(7, new EscrowExpire(ESCROW))).contains(Refusal.DEADLINE_AHEAD);
    chain.reach(5);
    chain.add(7, new EscrowExpire(ESCROW));
    assertThat(account()).isEqualTo(new Account(Chain.RICH - 66 - Chain.FEES.open(), 0, 1));
    assertThat(chain.refusal(7, new EscrowExpire(ESCROW))).contains(Refusal.ESCROW_CLOSED);
    assertThat(chain.refusal(SETTLER, settle(ESCROW, 1, settlement(2, 0))))
        .contains(Refusal.ESCROW_CLOSED);
    assertThat(chain.refusal(CLIENT, new EscrowOpen(1, 5, 20, terms(1))))
        .contains(Refusal.ESCROW_EXISTS);
  }

  @Test
  void paysUpToTheDeadlineAndNotAfter() {
    open(1, 1000, 5);
    chain.reach(4);
    assertThat(chain.refusal(SETTLER, settle(ESCROW, 1, settlement(1, 0)))).isEmpty();
    chain.reach(5);
    assertThat(chain.refusal(SETTLER, settle(ESCROW, 1, settlement(1, 0))))
        .contains(Refusal.DEADLINE_PASSED);
  }

  @Test
  void refusesDeadlinesThatAreOverOrTooFar() {
    assertThat(chain.refusal(CLIENT, new EscrowOpen(1, 10, 1, terms(1))))
        .contains(Refusal.DEADLINE_TOO_SOON);
    assertThat(chain.refusal(CLIENT, new EscrowOpen(1, 10, 32, terms(1))))
        .contains(Refusal.DEADLINE_TOO_FAR);
    assertThat(chain.refusal(CLIENT, new EscrowOpen(1, Chain.RICH, 20, terms(1))))
        .contains(Refusal.BALANCE_TOO_LOW);
    assertThat(chain.refusal(7, new EscrowExpire(ESCROW))).contains(Refusal.ESCROW_UNKNOWN);
    assertThat(chain.refusal(7, settle(ESCROW, 1, settlement(1, 0))))
        .contains(Refusal.ESCROW_UNKNOWN);
  }

  @Test
  void explainsEveryAmount() {
    open(1, 1000, 20);
    chain.add(SETTLER, settle(ESCROW, 1, settlement(1, 0, 1)));
    Explanation why = Explanation.of(chain.state(), Chain.id(CLIENT), task(1)).orElseThrow();
    assertThat(why.consistent()).isTrue();
    assertThat(why.rest()).isEqualTo(34);
    assertThat(why.lines())
        .contains("each of them got 100 / 3 = 33, rounded down")
        .anyMatch(line -> line.contains(Chain.node(0).hex() + " +33"));
    assertThat(Explanation.of(chain.state(), Chain.id(CLIENT), task(2))).isEmpty();
  }

  private void open(long number, long amount, long deadline) {
    open(number, amount, deadline, 1);
  }

  private void open(long number, long amount, long deadline, int threshold) {
    chain.add(CLIENT, new EscrowOpen(number, amount, deadline, terms(threshold)));
  }

  static PaymentTerms terms(int threshold) {
    List<AccountId> settlers =
        IntStream.of(SETTLER, OTHER_SETTLER).mapToObj(Chain::id).sorted().toList();
    return new PaymentTerms(100, 3, settlers, threshold);
  }

  private EscrowSettle settle(EscrowId escrow, int words, Settlement... settlements) {
    Batch batch = batch(escrow, settlements);
    return new EscrowSettle(
        batch, words == 1 ? attested(batch, SETTLER) : attested(batch, SETTLER, OTHER_SETTLER));
  }

  private List<Attestation> attested(Batch batch, int... settlers) {
    return attested(chain.digest(), batch, settlers);
  }

  static Batch batch(EscrowId escrow, Settlement... settlements) {
    return new Batch(escrow, List.of(settlements));
  }

  static List<Attestation> attested(Digest chain, Batch batch, int... settlers) {
    List<Attestation> attestations = new ArrayList<>();
    for (int settler : settlers) {
      Bytes signature = Chain.keys(settler).sign(batch.signedBytes(chain));
      attestations.add(new Attestation(Chain.id(settler), signature));
    }
    attestations.sort(Comparator.comparing(Attestation::settler));
    return attestations;
  }

  static Settlement settlement(int task, int... payees) {
    List<NodeId> nodes = IntStream.of(payees).mapToObj(Chain::node).sorted().toList();
    return new Settlement(task(task), Digest.of(new byte[] {(byte) task}), nodes, List.of());
  }

  /** The same, with nodes that were contradicted. */
  static Settlement against(Settlement settlement, int... contradicted) {
    List<NodeId> nodes = IntStream.of(contradicted).mapToObj(Chain::node).sorted().toList();
    return new Settlement(settlement.task(), settlement.proof(), settlement.payees(), nodes);
  }

  static TaskId task(int number) {
    return new TaskId(1, number);
  }

  private Account account() {
    return chain.state().account(Chain.id(CLIENT));
  }

  private Escrow escrow() {
    return chain.state().find(StateKey.escrow(ESCROW)).orElseThrow();
  }
}
