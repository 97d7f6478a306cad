package quorate.ledger.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quorate.consensus.Trials;
import quorate.ledger.settle.SettlerInput.Attested;
import quorate.ledger.settle.SettlerInput.Declined;
import quorate.ledger.settle.SettlerInput.Due;
import quorate.ledger.settle.SettlerInput.Looked;
import quorate.ledger.settle.SettlerInput.ReadAnew;
import quorate.ledger.settle.SettlerInput.Tick;
import quorate.ledger.settle.SettlerOrder.Ask;
import quorate.ledger.settle.SettlerOrder.GivenUp;
import quorate.ledger.settle.SettlerOrder.Lied;
import quorate.ledger.settle.SettlerOrder.Look;
import quorate.ledger.settle.SettlerOrder.SetAside;
import quorate.ledger.settle.SettlerOrder.Settled;
import quorate.ledger.settle.SettlerOrder.Submit;
import quorate.ledger.settle.SettlerOrder.Why;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Batch;
import quorate.ledger.state.Entry.Escrow;
import quorate.ledger.state.EscrowId;
import quorate.ledger.state.Fees;
import quorate.ledger.state.Operation.EscrowExpire;
import quorate.ledger.state.Operation.EscrowSettle;
import quorate.ledger.state.PaymentTerms;
import quorate.ledger.state.Refusal;
import quorate.ledger.state.Settlement;
import quorate.ledger.state.SignatureCheck;
import quorate.ledger.state.Transaction;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Keys;

class SettlerTest {
  private static final Digest CHAIN = Digest.of(new byte[] {5});
  private static final Fees FEES = new Fees(1, 2, 3, 1, 4, 5, 6, 7);
  private static final EscrowId ESCROW = Verdicts.escrow(Trials.keys(9), 3);
  private static final List<Keys> SETTLERS = List.of(key(4), key(5), key(6));
  private static final PaymentTerms TERMS =
      new PaymentTerms(
          90, 3, SETTLERS.stream().map(Keys::id).map(AccountId::of).sorted().toList(), 2);
  private static final long DEADLINE = 100;
  private static final long GATHER = SettlerPolicy.DEFAULT.gatherMillis();

  private final Settler settler =
      new Settler(CHAIN, key(1).id(), FEES, SignatureCheck.ED25519, SettlerPolicy.DEFAULT);
  private long now = 1_000_000;

  @BeforeEach
  void begin() {
    assertThat(tick(0)).isEmpty();
  }

  @Test
  void looksOnceWhatGathersHasWaited() {
    assertThat(settler.on(due(1))).isEmpty();
    assertThat(settler.on(due(2))).isEmpty();
    assertThat(tick(GATHER - 1)).isEmpty();
    assertThat(tick(1)).containsExactly(new Look(ESCROW, List.of(task(1), task(2))));
  }

  @Test
  void looksAtOnceWhenABatchIsFull() {
    List<SettlerOrder> orders = new ArrayList<>();
    for (int i = 1; i <= Batch.SETTLEMENTS_MAX; i++) {
      assertThat(orders).isEmpty();
      orders.addAll(settler.on(due(i)));
    }
    assertThat(orders).hasSize(1).first().isInstanceOf(Look.class);
  }

  @Test
  void asksAsManySettlersAsAreNeededAndTheOthersWhenOneIsSilent() {
    Batch batch = asking(1);
    List<SettlerOrder> again = tick(1000);
    assertThat(again)
        .hasSize(3)
        .allMatch(order -> order instanceof Ask ask && ask.batch().equals(batch));
  }

  @Test
  void handsInOnceEnoughHaveVouched() {
    Batch batch = asking(1, 2);
    assertThat(settler.on(word(0, batch))).isEmpty();
    Transaction transaction = submitted(settler.on(word(1, batch)));
    EscrowSettle settle = (EscrowSettle) transaction.operation();
    assertThat(settle.batch()).isEqualTo(batch);
    assertThat(settle.attestations()).hasSize(2);
    assertThat(transaction.fee()).isEqualTo(3 + 2);
    assertThat(transaction.nonce()).isEqualTo(7);
    assertThat(settler.on(new SettlerInput.Paid(transaction.id(CHAIN), 12)))
        .containsExactly(new Settled(ESCROW, List.of(task(1), task(2)), 12));
    assertThat(tick(10_000)).isEmpty();
  }

  @Test
  void countsAWordOnceHoweverOftenItIsGiven() {
    Batch batch = asking(1);
    settler.on(word(0, batch));
    assertThat(settler.on(word(0, batch))).isEmpty();
    assertThat(settler.on(word(1, batch))).hasSize(1);
  }

  @Test
  void dropsAWordThatDoesNotHold() {
    Batch batch = asking(1);
    Attested forged =
        new Attested(
            SETTLERS.get(0).id(), digest(batch), SETTLERS.get(1).sign(batch.signedBytes(CHAIN)));
    assertThat(settler.on(forged)).containsExactly(new Lied(SETTLERS.get(0).id()));
    settler.on(word(1, batch));
    assertThat(settler.on(word(2, batch))).hasSize(1);
  }

  @Test
  void passesOverWordsOfStrangersAndOfOtherBatches() {
    Batch batch = asking(1);
    Keys stranger = key(8);
    assertThat(
            settler.on(
                new Attested(
                    stranger.id(), digest(batch), stranger.sign(batch.signedBytes(CHAIN)))))
        .isEmpty();
    Batch other = new Batch(ESCROW, List.of(settlement(2)));
    assertThat(settler.on(word(0, other))).isEmpty();
    assertThat(settler.on(word(1, other))).isEmpty();
  }

  @Test
  void givesUpWhenTheSettlersStaySilent() {
    asking(1);
    assertThat(tick(120_001)).contains(new GivenUp(ESCROW, List.of(task(1)), Why.SETTLERS_SILENT));
  }

  @Test
  void asksForTheRestAtOnceWhenTooManyDoubtATask() {
    Batch batch = asking(1, 2, 3);
    assertThat(settler.on(doubt(0, batch, 2))).isEmpty();
    assertThat(settler.on(doubt(0, batch, 2))).isEmpty();
    List<SettlerOrder> orders = settler.on(doubt(1, batch, 2));
    assertThat(orders).startsWith(new SetAside(ESCROW, List.of(task(2))));
    Batch rest = asked(orders);
    assertThat(rest.settlements()).containsExactly(settlement(1), settlement(3));
    settler.on(word(0, rest));
    Transaction transaction = submitted(settler.on(word(1, rest)));
    assertThat(settler.on(new SettlerInput.Paid(transaction.id(CHAIN), 13)))
        .contains(new Settled(ESCROW, List.of(task(1), task(3)), 13));
  }

  @Test
  void setsNothingAsideUponTheWordOfOneSettler() {
    Batch batch = asking(1, 2);
    assertThat(settler.on(doubt(0, batch, 1, 2))).isEmpty();
    settler.on(word(1, batch));
    assertThat(submitted(settler.on(word(2, batch))).operation())
        .isInstanceOfSatisfying(
            EscrowSettle.class, settle -> assertThat(settle.batch()).isEqualTo(batch));
  }

  @Test
  void passesOverDoubtsOfStrangersAndOfWhatWasNotAsked() {
    Batch batch = asking(1);
    assertThat(settler.on(new Declined(key(8).id(), digest(batch), List.of(task(1))))).isEmpty();
    assertThat(settler.on(new Declined(key(7).id(), digest(batch), List.of(task(1))))).isEmpty();
    settler.on(doubt(0, batch, 5));
    assertThat(settler.on(doubt(1, batch, 5))).isEmpty();
    Batch other = new Batch(ESCROW, List.of(settlement(2)));
    settler.on(doubt(0, other, 1));
    assertThat(settler.on(doubt(1, other, 1))).isEmpty();
  }

  @Test
  void asksAgainForWhatWasSetAsideAndPausesTwiceAsLongEachTime() {
    settler.on(due(1));
    tick(GATHER);
    for (long pause = 500; pause <= 32_000; pause *= 2) {
      doubtedByAll(asked(settler.on(looked(1000, 12, Set.of()))));
      assertThat(tick(pause - 1)).isEmpty();
      assertThat(tick(1)).containsExactly(new Look(ESCROW, List.of(task(1))));
    }
    Batch batch = asked(settler.on(looked(1000, 12, Set.of())));
    settler.on(word(0, batch));
    assertThat(submitted(settler.on(word(1, batch))).fee()).isPositive();
  }

  @Test
  void givesUpWhatIsDoubtedForAsLongAsSettlersAreAsked() {
    settler.on(due(1));
    tick(GATHER);
    List<SettlerOrder> orders = List.of();
    long began = now;
    while (orders.isEmpty()) {
      orders =
          doubtedByAll(asked(settler.on(looked(1000, 12, Set.of())))).stream()
              .filter(GivenUp.class::isInstance)
              .toList();
      tick(32_000);
    }
    assertThat(orders).containsExactly(new GivenUp(ESCROW, List.of(task(1)), Why.UNPROVEN));
    assertThat(now - began).isBetween(120_000L, 160_000L);
    settler.on(new ReadAnew(claim(1))); // which was asked for before
    assertThat(tick(1_000_000)).isEmpty();
  }

  @Test
  void setsAsideNoMoreThanWhoDoubtsLeastDoubts() {
    Batch batch = asking(1, 2, 3);
    settler.on(doubt(0, batch, 1, 2, 3)); // a liar
    assertThat(settler.on(doubt(1, batch, 2))).startsWith(new SetAside(ESCROW, List.of(task(2))));
  }

  @Test
  void setsAsideOneGoodTaskForEachBadOneHoweverSmallALiarsDoubtsAre() {
    int liar = SETTLERS.get(0).id().compareTo(SETTLERS.get(1).id()) < 0 ? 0 : 1;
    Batch batch = asking(1, 2, 3, 4, 5, 6);
    List<TaskId> aside = new ArrayList<>();
    while (aside.size() < 6 && !aside.contains(task(6))) {
      settler.on(doubt(1 - liar, batch, 6));
      List<TaskId> some = List.of(batch.settlements().getFirst().task());
      List<SettlerOrder> orders =
          settler.on(new Declined(SETTLERS.get(liar).id(), digest(batch), some));
      aside.addAll(((SetAside) orders.getFirst()).tasks());
      batch = asked(orders);
    }
    assertThat(aside).containsExactly(task(1), task(6));
  }

  @Test
  void setsOneAsideWhenEachOfTooManyDoubtsAnother() {
    Batch batch = asking(1, 2, 3);
    settler.on(doubt(0, batch, 1));
    List<SettlerOrder> orders = settler.on(doubt(1, batch, 3));
    assertThat(orders.getFirst())
        .isInstanceOfSatisfying(SetAside.class, aside -> assertThat(aside.tasks()).hasSize(1));
    assertThat(asked(orders).settlements()).hasSize(2).contains(settlement(2));
  }

  @Test
  void setsAsideWhatOneDoubtsWhenAnotherIsSilent() {
    Batch batch = asking(1, 2, 3);
    settler.on(word(0, batch));
    settler.on(doubt(1, batch, 2));
    assertThat(tick(4_999)).noneMatch(SetAside.class::isInstance);
    assertThat(tick(1)).contains(new SetAside(ESCROW, List.of(task(2))));
  }

  @Test
  void hearsALaterDoubtInsteadButNoneOfWhoHasVouched() {
    Batch batch = asking(1, 2, 3);
    settler.on(doubt(0, batch, 1));
    settler.on(word(0, batch));
    settler.on(doubt(0, batch, 1));
    assertThat(settler.on(doubt(1, batch, 2))).isEmpty();
    settler.on(doubt(1, batch, 3));
    assertThat(tick(5_000)).contains(new SetAside(ESCROW, List.of(task(3))));
  }

  @Test
  void takesWhatWasReadAnewForWhatWasSetAside() {
    doubtedByAll(asking(1));
    settler.on(due(1)); // as whoever looks after what is late says again and again
    Settlement other =
        new Settlement(task(1), Digest.of(new byte[] {77}), settlement(1).payees(), List.of());
    settler.on(new ReadAnew(new Claim(ESCROW, other)));
    assertThat(tick(499)).isEmpty();
    tick(1);
    assertThat(asked(settler.on(looked(1000, 12, Set.of()))).settlements()).containsExactly(other);
  }

  @Test
  void leavesOutWhatAnotherHasPaid() {
    settler.on(due(1));
    settler.on(due(2));
    tick(GATHER);
    List<SettlerOrder> orders = settler.on(looked(1000, 12, Set.of(task(1))));
    assertThat(orders).contains(new Settled(ESCROW, List.of(task(1)), 12));
    assertThat(asked(orders)).isEqualTo(new Batch(ESCROW, List.of(settlement(2))));
  }

  @Test
  void isDoneWhenTheLedgerSaysThatAnotherHasPaid() {
    Transaction transaction = handedIn(1);
    settler.on(new SettlerInput.Refused(transaction.id(CHAIN), Refusal.ALREADY_PAID));
    assertThat(tick(500)).containsExactly(new Look(ESCROW, List.of(task(1))));
    assertThat(settler.on(looked(1000, 13, Set.of(task(1)))))
        .containsExactly(new Settled(ESCROW, List.of(task(1)), 13));
  }

  @Test
  void handsInAgainWithAnotherNonceWhenItsNumberWasUsed() {
    Transaction transaction = handedIn(1);
    settler.on(new SettlerInput.Refused(transaction.id(CHAIN), Refusal.NONCE_USED));
    tick(500);
    Looked later = new Looked(ESCROW, Optional.of(escrow(1000)), 13, 9, Set.of());
    assertThat(submitted(settler.on(later)).nonce()).isEqualTo(9);
  }

  @Test
  void handsInAgainWhenItIsNotKnownWhatBecameOfIt() {
    Transaction transaction = handedIn(1);
    settler.on(new SettlerInput.Lost(transaction.id(CHAIN)));
    tick(500);
    assertThat(submitted(settler.on(looked(1000, 13, Set.of()))).nonce()).isEqualTo(7);
  }

  @Test
  void givesUpWhenItIsRefusedTooOften() {
    Transaction transaction = handedIn(1);
    List<SettlerOrder> orders = List.of();
    for (int i = 0; i < 60 && orders.isEmpty(); i++) {
      orders = settler.on(new SettlerInput.Refused(transaction.id(CHAIN), Refusal.BALANCE_TOO_LOW));
      if (orders.isEmpty()) {
        tick(500);
        transaction = submitted(settler.on(looked(1000, 13, Set.of())));
      }
    }
    assertThat(orders).containsExactly(new GivenUp(ESCROW, List.of(task(1)), Why.REFUSED));
  }

  @Test
  void paysWhatTheEscrowCanPayAndSaysWhatItCannot() {
    settler.on(due(1));
    settler.on(due(2));
    tick(GATHER);
    Batch batch = asked(settler.on(looked(100, 12, Set.of())));
    assertThat(batch.settlements()).containsExactly(settlement(1));
    settler.on(word(0, batch));
    Transaction transaction = submitted(settler.on(word(1, batch)));
    assertThat(settler.on(new SettlerInput.Paid(transaction.id(CHAIN), 13)))
        .contains(new Look(ESCROW, List.of(task(2))));
    assertThat(settler.on(looked(40, 13, Set.of())))
        .containsExactly(new GivenUp(ESCROW, List.of(task(2)), Why.ESCROW_TOO_LOW));
  }

  @Test
  void makesAnotherBatchWhenOthersHaveDrawnOnTheEscrow() {
    Transaction transaction = handedIn(1, 2);
    settler.on(new SettlerInput.Refused(transaction.id(CHAIN), Refusal.ESCROW_TOO_LOW));
    tick(500);
    Batch smaller = asked(settler.on(looked(70, 13, Set.of())));
    assertThat(smaller.settlements()).containsExactly(settlement(1));
  }

  @Test
  void givesUpWhatAnEndedEscrowCannotPay() {
    settler.on(due(1));
    tick(GATHER);
    assertThat(settler.on(new Looked(ESCROW, Optional.empty(), 12, 7, Set.of())))
        .containsExactly(new GivenUp(ESCROW, List.of(task(1)), Why.ESCROW_UNKNOWN));
    settler.on(due(2));
    tick(GATHER);
    assertThat(settler.on(looked(1000, DEADLINE, Set.of())))
        .containsExactly(new GivenUp(ESCROW, List.of(task(2)), Why.DEADLINE_PASSED));
  }

  @Test
  void leavesToAnotherWhatIsNotDueYet() {
    settler.on(new Due(claim(1), now + 30_000));
    assertThat(tick(29_000)).isEmpty();
    assertThat(tick(1_000 + GATHER)).containsExactly(new Look(ESCROW, List.of(task(1))));
  }

  @Test
  void refusesMoreThanThereIsRoomFor() {
    IntStream.range(0, Settling.CLAIMS_MAX)
        .forEach(i -> settler.on(new Due(claimOf(i), now + 60_000)));
    assertThat(settler.on(new Due(claimOf(Settling.CLAIMS_MAX), now + 60_000)))
        .containsExactly(
            new GivenUp(ESCROW, List.of(new TaskId(8, Settling.CLAIMS_MAX)), Why.TOO_MANY));
  }

  @Test
  void givesBackWhatIsLeftAfterTheDeadline() {
    Transaction transaction = handedIn(1);
    settler.on(new SettlerInput.Paid(transaction.id(CHAIN), 13));
    assertThat(settler.on(new SettlerInput.Reached(DEADLINE))).isEmpty();
    assertThat(settler.on(new SettlerInput.Reached(DEADLINE + 1)))
        .containsExactly(new Look(ESCROW, List.of()));
    Transaction expire = submitted(settler.on(looked(900, DEADLINE + 1, Set.of())));
    assertThat(expire.operation()).isEqualTo(new EscrowExpire(ESCROW));
    assertThat(expire.nonce()).isEqualTo(8);
    assertThat(settler.on(new SettlerInput.Reached(DEADLINE + 2))).isEmpty();
  }

  // ---- words

  private List<SettlerOrder> tick(long later) {
    now += later;
    return settler.on(new Tick(now));
  }

  private Batch asking(int... numbers) {
    for (int number : numbers) {
      settler.on(due(number));
    }
    assertThat(tick(GATHER)).hasSize(1);
    return asked(settler.on(looked(1000, 12, Set.of())));
  }

  private Transaction handedIn(int... numbers) {
    Batch batch = asking(numbers);
    settler.on(word(0, batch));
    return submitted(settler.on(word(1, batch)));
  }

  private static Batch asked(List<SettlerOrder> orders) {
    List<Ask> asks = orders.stream().flatMap(SettlerTest::ask).toList();
    assertThat(asks).hasSize(TERMS.threshold());
    return asks.getFirst().batch();
  }

  private static Stream<Ask> ask(SettlerOrder order) {
    return order instanceof Ask ask ? Stream.of(ask) : Stream.empty();
  }

  private static Transaction submitted(List<SettlerOrder> orders) {
    assertThat(orders).hasSize(1).first().isInstanceOf(Submit.class);
    return ((Submit) orders.getFirst()).transaction();
  }

  private static Attested word(int which, Batch batch) {
    Keys keys = SETTLERS.get(which);
    return new Attested(keys.id(), digest(batch), keys.sign(batch.signedBytes(CHAIN)));
  }

  private static Declined doubt(int which, Batch batch, int... numbers) {
    List<TaskId> tasks = IntStream.of(numbers).mapToObj(SettlerTest::task).toList();
    return new Declined(SETTLERS.get(which).id(), digest(batch), tasks);
  }

  private List<SettlerOrder> doubtedByAll(Batch batch) {
    List<TaskId> all = batch.settlements().stream().map(Settlement::task).toList();
    settler.on(new Declined(SETTLERS.get(0).id(), digest(batch), all));
    return settler.on(new Declined(SETTLERS.get(1).id(), digest(batch), all));
  }

  private static Digest digest(Batch batch) {
    return new Digest(batch.signedBytes(CHAIN));
  }

  private Looked looked(long amount, long height, Set<TaskId> paid) {
    return new Looked(ESCROW, Optional.of(escrow(amount)), height, 7, paid);
  }

  private static Escrow escrow(long amount) {
    return new Escrow(amount, 0, 0, DEADLINE, TERMS, true);
  }

  private Due due(int number) {
    return new Due(claim(number), 0);
  }

  private static Claim claim(int number) {
    return new Claim(ESCROW, settlement(number));
  }

  private static Claim claimOf(int number) {
    List<NodeId> payees = Stream.of(key(1).id(), key(2).id()).sorted().toList();
    return new Claim(ESCROW, new Settlement(new TaskId(8, number), CHAIN, payees, List.of()));
  }

  private static Settlement settlement(int number) {
    List<NodeId> payees = Stream.of(key(1).id(), key(2).id()).sorted().toList();
    return new Settlement(task(number), Digest.of(new byte[] {(byte) number}), payees, List.of());
  }

  private static TaskId task(int number) {
    return new TaskId(7, number);
  }

  private static Keys key(int number) {
    return Trials.keys(number);
  }
}
