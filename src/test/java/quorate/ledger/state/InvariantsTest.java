package quorate.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import quorate.ledger.proof.MapTree;
import quorate.ledger.state.Entry.Account;
import quorate.ledger.state.Entry.Escrow;
import quorate.ledger.state.Entry.Payment;
import quorate.ledger.state.Entry.Stake;
import quorate.ledger.state.Entry.Totals;
import quorate.ledger.state.Entry.Vesting;
import quorate.ledger.state.Operation.EscrowOpen;
import quorate.ledger.state.Operation.EscrowSettle;
import quorate.ledger.state.Operation.Transfer;
import quorate.ledger.state.Violation.Law;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.wire.Codec;

/** Each law is broken once on purpose: what a mistake of ours would leave behind is named. */
class InvariantsTest {
  private static final EscrowId ESCROW = new EscrowId(Chain.id(4), 1);

  private final Chain chain = opened();

  @Test
  void holdsAfterAnHonestBlockAndForTheWhole() {
    chain.add(4, new Transfer(Chain.id(5), 10));
    assertThat(chain.audit()).isEmpty();
  }

  @Test
  void namesCreditsThatAppearOrDisappear() {
    Account account = chain.state().account(Chain.id(5));
    assertBroken(StateKey.account(Chain.id(5)), account.plus(1), Law.SUPPLY_CONSERVED);
    assertBroken(StateKey.account(Chain.id(5)), account.minus(1), Law.SUPPLY_CONSERVED);
    assertBroken(StateKey.account(Chain.id(99)), new Account(1, 0, 0), Law.SUPPLY_CONSERVED);
  }

  @Test
  void namesASupplyThatChanges() {
    Totals totals = chain.state().totals();
    assertBroken(
        StateKey.totals(),
        new Totals(
            totals.supply() + 1,
            totals.burned(),
            totals.held(),
            totals.staked(),
            totals.vesting(),
            totals.paid(),
            totals.transactions()),
        Law.SUPPLY_CONSERVED);
  }

  @Test
  void namesWhatIsNegative() {
    assertBroken(StateKey.account(Chain.id(5)), new Account(-1, 0, 0), Law.NOTHING_NEGATIVE);
    assertBroken(StateKey.account(Chain.id(5)), new Account(1, -1, 0), Law.NOTHING_NEGATIVE);
    assertBroken(StateKey.stake(Chain.node(0)), new Stake(-1, List.of()), Law.NOTHING_NEGATIVE);
  }

  @Test
  void namesANonceThatGoesBack() {
    Account account = chain.state().account(Chain.id(4));
    assertBroken(
        StateKey.account(Chain.id(4)),
        new Account(account.balance(), account.held(), account.nonce() - 1),
        Law.NONCE_GROWS);
  }

  @Test
  void namesHeldCreditsThatNoEscrowHas() {
    Account account = chain.state().account(Chain.id(5));
    assertBroken(StateKey.account(Chain.id(5)), account.holding(1), Law.HELD_IS_IN_ESCROWS);
    assertBroken(StateKey.escrow(ESCROW), escrow().paying(1), Law.HELD_IS_IN_ESCROWS);
  }

  @Test
  void namesAnEscrowThatEndsTwice() {
    chain.reach(21);
    chain.add(5, new Operation.EscrowExpire(ESCROW));
    Escrow closed = escrow();
    assertBroken(StateKey.escrow(ESCROW), closed.paying(1), Law.ESCROW_ENDS_ONCE);
    assertBroken(
        StateKey.escrow(ESCROW),
        new Escrow(closed.amount(), closed.paid(), 0, 20, closed.terms(), true),
        Law.ESCROW_ENDS_ONCE);
  }

  @Test
  void namesAPaymentThatIsMadeAgain() {
    StateKey<Payment> key = StateKey.payment(Chain.id(4), EscrowTest.task(1));
    Payment paid = chain.state().find(key).orElseThrow();
    assertBroken(
        key,
        new Payment(paid.escrow(), paid.proof(), 9, paid.each(), paid.payees(), paid.taken()),
        Law.PAID_ONCE);
  }

  @Test
  void namesStakesThatTheTotalsDoNotKnow() {
    SortedMap<Bytes, Optional<Bytes>> entries = honest();
    put(entries, StateKey.account(Chain.id(5)), chain.state().account(Chain.id(5)).minus(5));
    put(entries, StateKey.stake(Chain.node(5)), new Stake(5, List.of()));
    assertThat(broken(entries)).contains(Law.STAKED_IS_IN_STAKES);
  }

  @Test
  void namesPayThatVestsAndThatTheTotalsDoNotKnow() {
    SortedMap<Bytes, Optional<Bytes>> entries = honest();
    put(entries, StateKey.account(Chain.id(5)), chain.state().account(Chain.id(5)).minus(5));
    Vesting.Part part = new Vesting.Part(5, 1, 1);
    put(entries, StateKey.vesting(Chain.node(5)), new Vesting(0, 0, List.of(part)));
    assertThat(broken(entries)).contains(Law.VESTING_IS_IN_PARTS);
  }

  @Test
  void namesTasksOrLossesThatANodeIsRidOf() {
    StateKey<Vesting> key = StateKey.vesting(Chain.node(5));
    Vesting before = new Vesting(3, 2, List.of());
    chain.entries().put(key.bytes(), Codec.encode(Entry.class, before));
    assertBroken(key, new Vesting(2, 2, List.of()), Law.NOTHING_FORGOTTEN);
    assertBroken(key, new Vesting(3, 1, List.of()), Law.NOTHING_FORGOTTEN);
  }

  @Test
  void namesWhatIsForgotten() {
    SortedMap<Bytes, Optional<Bytes>> entries = honest();
    entries.put(StateKey.escrow(ESCROW).bytes(), Optional.empty());
    assertThat(broken(entries)).contains(Law.NOTHING_FORGOTTEN);
  }

  @Test
  void namesAHeaderWithTheRootOfAnotherState() {
    Executed executed = chain.build(List.of()).executed();
    SortedMap<Bytes, Optional<Bytes>> entries = new TreeMap<>(executed.delta().entries());
    put(entries, StateKey.account(Chain.id(5)), chain.state().account(Chain.id(5)).minus(5));
    put(entries, StateKey.account(Chain.id(6)), chain.state().account(Chain.id(6)).plus(5));
    Delta delta = new Delta(entries, executed.delta().nodes());
    Executed forged = new Executed(executed.header(), executed.after(), List.of(), delta);
    assertThat(Invariants.afterBlock(chain.state(), forged).map(Violation::law))
        .contains(Law.ROOT_IS_OF_THE_STATE);
  }

  @Test
  void auditNamesAWrongRootAndAWrongSum() {
    assertThat(law(Invariants.audit(chain.entries(), Digest.of(Bytes.EMPTY))))
        .contains(Law.ROOT_IS_OF_THE_STATE);
    TreeMap<Bytes, Bytes> more = new TreeMap<>(chain.entries());
    more.put(
        StateKey.account(Chain.id(99)).bytes(), Codec.encode(Entry.class, new Account(1, 0, 0)));
    assertThat(law(Invariants.audit(more, chain.state().tip().state())))
        .contains(Law.SUPPLY_CONSERVED);
  }

  private static Chain opened() {
    Chain chain = Chain.usual();
    chain.add(4, new EscrowOpen(1, 1000, 20, EscrowTest.terms(1)));
    Batch batch = EscrowTest.batch(ESCROW, EscrowTest.settlement(1, 0, 1));
    chain.add(5, new EscrowSettle(batch, EscrowTest.attested(chain.digest(), batch, 5)));
    return chain;
  }

  private Escrow escrow() {
    return chain.state().find(StateKey.escrow(ESCROW)).orElseThrow();
  }

  private <E extends Entry> void assertBroken(StateKey<E> key, E entry, Law law) {
    SortedMap<Bytes, Optional<Bytes>> entries = honest();
    put(entries, key, entry);
    assertThat(broken(entries)).contains(law);
  }

  private SortedMap<Bytes, Optional<Bytes>> honest() {
    return new TreeMap<>(chain.build(List.of()).executed().delta().entries());
  }

  private static void put(SortedMap<Bytes, Optional<Bytes>> entries, StateKey<?> key, Entry entry) {
    entries.put(key.bytes(), Optional.of(Codec.encode(Entry.class, entry)));
  }

  /** The law that a block breaks which changes these entries and commits to them. */
  private Optional<Law> broken(SortedMap<Bytes, Optional<Bytes>> entries) {
    Executed honest = chain.build(List.of()).executed();
    Delta delta = new Delta(entries, MapTree.update(chain.state().nodes(), entries).nodes());
    Executed forged = new Executed(honest.header(), honest.after(), List.of(), delta);
    return law(Invariants.afterBlock(chain.state(), forged));
  }

  private static Optional<Law> law(Optional<Violation> violation) {
    return violation.map(Violation::law);
  }
}
