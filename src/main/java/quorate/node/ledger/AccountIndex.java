package quorate.node.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import quorate.ledger.state.AccountId;

/**
 * The richest and the busiest of the accounts that were heard of: those of the genesis, of
 * validators, and of blocks since. Pure. At most {@link #ACCOUNTS_MAX} are kept, and twice as many
 * for a moment: then the poorest of those with the fewest transactions are forgotten.
 */
final class AccountIndex {
  static final int ACCOUNTS_MAX = 4096;

  private static final Comparator<Row> RICHEST =
      Comparator.comparingLong(Row::balance).reversed().thenComparing(Row::account);
  private static final Comparator<Row> BUSIEST =
      Comparator.comparingLong(Row::transactions).reversed().thenComparing(RICHEST);

  private final Map<AccountId, Row> rows = new TreeMap<>();
  private final Set<AccountId> unread = new LinkedHashSet<>(); // of rows

  /**
   * What is known of an account.
   *
   * @param balance when it was last read
   * @param transactions that it took part in since this index began
   */
  record Row(AccountId account, long balance, long transactions) {}

  /** An account was part of so many transactions: its balance is to be read again. */
  void touched(AccountId account, int transactions) {
    Row row = rows.getOrDefault(account, new Row(account, 0, 0));
    rows.put(account, new Row(account, row.balance(), row.transactions() + transactions));
    unread.add(account);
    if (rows.size() >= 2 * ACCOUNTS_MAX) {
      forget();
    }
  }

  /** Takes accounts whose balance is to be read: those touched first. */
  List<AccountId> unread(int max) {
    List<AccountId> next = unread.stream().limit(max).toList();
    next.forEach(unread::remove);
    return next;
  }

  boolean allRead() {
    return unread.isEmpty();
  }

  void read(AccountId account, long balance) {
    rows.computeIfPresent(account, (id, row) -> new Row(id, balance, row.transactions()));
  }

  List<Row> richest(int max) {
    return rows.values().stream().sorted(RICHEST).limit(max).toList();
  }

  List<Row> busiest(int max) {
    return rows.values().stream()
        .filter(row -> row.transactions() > 0)
        .sorted(BUSIEST)
        .limit(max)
        .toList();
  }

  private void forget() {
    Set<AccountId> kept = new HashSet<>(); // asked by key only
    List<Row> first = new ArrayList<>(richest(ACCOUNTS_MAX / 2));
    first.addAll(busiest(ACCOUNTS_MAX / 2));
    first.forEach(row -> kept.add(row.account()));
    rows.keySet().retainAll(kept);
    unread.retainAll(kept);
  }
}
