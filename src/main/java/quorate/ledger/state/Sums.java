package quorate.ledger.state;

import quorate.ledger.state.Entry.Account;
import quorate.ledger.state.Entry.Escrow;
import quorate.ledger.state.Entry.Offence;
import quorate.ledger.state.Entry.Payment;
import quorate.ledger.state.Entry.Rotation;
import quorate.ledger.state.Entry.Stake;
import quorate.ledger.state.Entry.Totals;
import quorate.ledger.state.Entry.Vesting;

/**
 * Credits added up from entries, beside what the totals say of them: equal when all is right.
 * Differences of two states add up in the same way.
 */
final class Sums {
  private long balances;
  private long held;
  private long inEscrows;
  private long inStakes;
  private long inVesting;
  private long paidByEscrows;
  private Totals totals = new Totals(0, 0, 0, 0, 0, 0, 0);

  /**
   * Adds an entry.
   *
   * @param sign 1, or -1 to take away one that is no more
   */
  void add(Entry entry, int sign) {
    switch (entry) {
      case Account account -> {
        balances = Credits.add(balances, sign * account.balance());
        held = Credits.add(held, sign * account.held());
      }
      case Escrow escrow -> {
        inEscrows = Credits.add(inEscrows, sign * escrow.remaining());
        paidByEscrows = Credits.add(paidByEscrows, sign * escrow.paid());
      }
      case Stake stake -> inStakes = Credits.add(inStakes, sign * stake.total());
      case Vesting vesting -> inVesting = Credits.add(inVesting, sign * vesting.total());
      case Totals each -> add(each, sign);
      case Payment payment -> {}
      case Offence offence -> {}
      case Rotation rotation -> {}
    }
  }

  private void add(Totals each, int sign) {
    totals =
        new Totals(
            totals.supply() + sign * each.supply(),
            totals.burned() + sign * each.burned(),
            totals.held() + sign * each.held(),
            totals.staked() + sign * each.staked(),
            totals.vesting() + sign * each.vesting(),
            totals.paid() + sign * each.paid(),
            totals.transactions() + sign * each.transactions());
  }

  /** What there is, burned credits included; a held credit counts with its account. */
  long all() {
    long owned = Credits.add(balances, held);
    long earned = Credits.add(owned, inVesting);
    return Credits.add(Credits.add(earned, inStakes), totals.burned());
  }

  long supply() {
    return totals.supply();
  }

  long held() {
    return held;
  }

  long inEscrows() {
    return inEscrows;
  }

  long inStakes() {
    return inStakes;
  }

  long inVesting() {
    return inVesting;
  }

  Totals totals() {
    return totals;
  }

  long paidByEscrows() {
    return paidByEscrows;
  }
}
