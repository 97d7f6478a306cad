package quorate.ledger.state;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import quorate.ledger.proof.MapTree;
import quorate.ledger.proof.NodeReader;
import quorate.ledger.state.Entry.Account;
import quorate.ledger.state.Entry.Escrow;
import quorate.ledger.state.Entry.Offence;
import quorate.ledger.state.Entry.Payment;
import quorate.ledger.state.Entry.Rotation;
import quorate.ledger.state.Entry.Stake;
import quorate.ledger.state.Entry.Totals;
import quorate.ledger.state.Entry.Vesting;
import quorate.ledger.state.Violation.Law;
import quorate.task.Bytes;
import quorate.task.Digest;

/**
 * What must hold after every block, as stellar-core's invariants do: a violation means that we made
 * a mistake, and the node halts. After a block only what it changed is looked at: what held before
 * and is conserved by every change holds for ever. {@link #audit} looks at everything.
 */
public final class Invariants {
  private Invariants() {}

  /** The first law that a block broke. */
  public static Optional<Violation> afterBlock(State before, Executed executed) {
    Sums change = new Sums();
    for (Map.Entry<Bytes, Optional<Bytes>> each : executed.delta().entries().entrySet()) {
      Optional<Entry> was = before.get(each.getKey()).map(State::decode);
      Optional<Entry> is = each.getValue().map(State::decode);
      Optional<Violation> broken = changed(each.getKey(), was, is);
      if (broken.isPresent()) {
        return broken;
      }
      was.ifPresent(entry -> change.add(entry, -1));
      is.ifPresent(entry -> change.add(entry, 1));
    }
    return unequal(change, 0).or(() -> rootless(before, executed));
  }

  /**
   * The first law that a whole state breaks.
   *
   * @param entries all that is recorded
   * @param root {@link Header#state} of the state's tip
   */
  public static Optional<Violation> audit(Map<Bytes, Bytes> entries, Digest root) {
    Sums sums = new Sums();
    SortedMap<Bytes, Optional<Bytes>> all = new TreeMap<>();
    for (Map.Entry<Bytes, Bytes> each : entries.entrySet()) {
      Entry entry = State.decode(each.getValue());
      if (negative(entry)) {
        return broken(Law.NOTHING_NEGATIVE, each.getKey(), entry);
      }
      sums.add(entry, 1);
      all.put(each.getKey(), Optional.of(each.getValue()));
    }
    boolean rooted = MapTree.update(NodeReader.NONE, all).root().equals(root);
    Optional<Violation> unequal = unequal(sums, sums.supply());
    return unequal.isPresent() || rooted
        ? unequal
        : Optional.of(new Violation(Law.ROOT_IS_OF_THE_STATE, "the header has " + root));
  }

  private static Optional<Violation> changed(Bytes key, Optional<Entry> was, Optional<Entry> is) {
    if (is.isEmpty()) {
      boolean stake = was.isEmpty() || was.get() instanceof Stake;
      return stake ? Optional.empty() : broken(Law.NOTHING_FORGOTTEN, key, was.get());
    }
    if (negative(is.get())) {
      return broken(Law.NOTHING_NEGATIVE, key, is.get());
    }
    return was.isEmpty() ? Optional.empty() : moved(key, was.get(), is.get());
  }

  /** What may become of an entry that was there. */
  private static Optional<Violation> moved(Bytes key, Entry was, Entry is) {
    return switch (was) {
      case Account old when is instanceof Account now && now.nonce() < old.nonce() ->
          broken(Law.NONCE_GROWS, key, is);
      case Escrow old when is instanceof Escrow now && !(old.open() && extend(old, now)) ->
          broken(Law.ESCROW_ENDS_ONCE, key, is);
      case Payment old -> broken(Law.PAID_ONCE, key, is);
      case Offence old -> broken(Law.PAID_ONCE, key, is);
      case Totals old when is instanceof Totals now && now.supply() != old.supply() ->
          broken(Law.SUPPLY_CONSERVED, key, is);
      case Vesting old when is instanceof Vesting now && !further(old, now) ->
          broken(Law.NOTHING_FORGOTTEN, key, is);
      case Account old -> Optional.empty();
      case Escrow old -> Optional.empty();
      case Totals old -> Optional.empty();
      case Stake old -> Optional.empty();
      case Vesting old -> Optional.empty();
      case Rotation old -> Optional.empty();
    };
  }

  private static boolean extend(Escrow old, Escrow now) {
    return now.amount() == old.amount()
        && now.paid() >= old.paid()
        && now.deadlineHeight() == old.deadlineHeight()
        && now.terms().equals(old.terms());
  }

  private static boolean further(Vesting old, Vesting now) {
    return now.tasks() >= old.tasks() && now.taken() >= old.taken();
  }

  private static boolean negative(Entry entry) {
    return switch (entry) {
      case Account(long balance, long held, long nonce) -> balance < 0 || held < 0 || nonce < 0;
      case Escrow escrow -> escrow.paid() < 0 || escrow.amount() < escrow.paid();
      case Payment payment ->
          payment.each() < 0 || payment.taken().stream().anyMatch(from -> from.amount() < 0);
      case Vesting vesting ->
          vesting.tasks() < 0 || vesting.parts().stream().anyMatch(part -> part.amount() < 0);
      case Stake stake ->
          stake.bonded() < 0 || stake.unbonding().stream().anyMatch(part -> part.amount() < 0);
      case Offence offence -> offence.slashed() < 0;
      case Rotation rotation -> rotation.pending().stream().anyMatch(seat -> seat.power() < 0);
      case Totals totals ->
          totals.supply() < 0
              || totals.burned() < 0
              || totals.held() < 0
              || totals.staked() < 0
              || totals.vesting() < 0;
    };
  }

  private static Optional<Violation> unequal(Sums sums, long supply) {
    Totals totals = sums.totals();
    return law(Law.SUPPLY_CONSERVED, sums.all(), supply)
        .or(() -> law(Law.HELD_IS_IN_ESCROWS, sums.held(), sums.inEscrows()))
        .or(() -> law(Law.TOTALS_ARE_SUMS, totals.held(), sums.held()))
        .or(() -> law(Law.STAKED_IS_IN_STAKES, totals.staked(), sums.inStakes()))
        .or(() -> law(Law.VESTING_IS_IN_PARTS, totals.vesting(), sums.inVesting()))
        .or(() -> law(Law.TOTALS_ARE_SUMS, totals.paid(), sums.paidByEscrows()));
  }

  private static Optional<Violation> law(Law law, long one, long other) {
    return one == other
        ? Optional.empty()
        : Optional.of(new Violation(law, one + " is not " + other));
  }

  /** Builds the tree's changes once more, from the delta alone. */
  private static Optional<Violation> rootless(State before, Executed executed) {
    Digest root = MapTree.update(before.nodes(), executed.delta().entries()).root();
    boolean rooted = root.equals(executed.header().state());
    return rooted
        ? Optional.empty()
        : Optional.of(new Violation(Law.ROOT_IS_OF_THE_STATE, "the changes lead to " + root));
  }

  private static Optional<Violation> broken(Law law, Bytes key, Entry entry) {
    return Optional.of(new Violation(law, key.hex() + " has " + entry));
  }
}
