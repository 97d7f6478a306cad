package quorate.ledger.state;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import quorate.ledger.state.Entry.Account;
import quorate.ledger.state.Entry.Rotation;
import quorate.ledger.state.Entry.Totals;
import quorate.task.Bytes;
import quorate.wire.Codec;

/** A state on which transactions are tried: each is kept as a whole or dropped as a whole. */
final class Draft {
  private final State before;
  private final SortedMap<Bytes, Optional<Entry>> kept = new TreeMap<>();
  private final SortedMap<Bytes, Optional<Entry>> tried = new TreeMap<>();

  Draft(State before) {
    this.before = before;
  }

  <E extends Entry> Optional<E> find(StateKey<E> key) {
    Optional<Entry> changed = tried.get(key.bytes());
    if (changed == null) {
      changed = kept.get(key.bytes());
    }
    return changed == null ? before.find(key) : changed.map(key.type()::cast);
  }

  Account account(AccountId id) {
    return find(StateKey.account(id)).orElse(Account.NONE);
  }

  Rotation rotation() {
    return find(StateKey.rotation()).orElseThrow();
  }

  <E extends Entry> void put(StateKey<E> key, E entry) {
    tried.put(key.bytes(), Optional.of(entry));
  }

  void remove(StateKey<?> key) {
    tried.put(key.bytes(), Optional.empty());
  }

  void account(AccountId id, UnaryOperator<Account> change) {
    put(StateKey.account(id), change.apply(account(id)));
  }

  void totals(UnaryOperator<Totals> change) {
    put(StateKey.totals(), change.apply(find(StateKey.totals()).orElseThrow()));
  }

  /** What was tried since the last time stands. */
  void keep() {
    kept.putAll(tried);
    tried.clear();
  }

  /** What was tried since the last time never was. */
  void drop() {
    tried.clear();
  }

  /** What was kept and is not as it was before. */
  SortedMap<Bytes, Optional<Bytes>> changes() {
    SortedMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    for (Map.Entry<Bytes, Optional<Entry>> each : kept.entrySet()) {
      Optional<Bytes> after = each.getValue().map(entry -> Codec.encode(Entry.class, entry));
      if (!after.equals(before.get(each.getKey()))) {
        changes.put(each.getKey(), after);
      }
    }
    return changes;
  }
}
