package quorate.ledger.audit;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import quorate.ledger.audit.Finding.Fault;
import quorate.ledger.state.Header;
import quorate.ledger.state.Invariants;
import quorate.ledger.state.State;
import quorate.ledger.state.Violation;
import quorate.ledger.store.Entry;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.task.Bytes;

/** Looks at the state that a store has at its tip. */
final class StateAudit {
  private final LedgerStore store;
  private final Findings findings;

  StateAudit(LedgerStore store, Findings findings) {
    this.store = store;
    this.findings = findings;
  }

  /**
   * Against the header of the tip alone: laws, root, and the way through the tree to each entry.
   */
  void against(Header tip) throws StoreRefused {
    SortedMap<Bytes, Bytes> entries = all();
    try {
      Invariants.audit(entries, tip.state()).ifPresent(broken -> broken(tip, broken));
    } catch (RuntimeException damaged) { // the state takes it for our mistake
      findings.add(tip.height(), Fault.STATE_DIFFERS, "what is stored is no state: " + damaged);
    }
    for (Map.Entry<Bytes, Bytes> each : entries.entrySet()) {
      findings.expect(
          shown(tip, each.getKey(), each.getValue()),
          tip.height(),
          Fault.TREE_DIFFERS,
          "the tree does not lead to " + each.getKey().hex());
    }
  }

  private void broken(Header tip, Violation broken) {
    boolean root = broken.law() == Violation.Law.ROOT_IS_OF_THE_STATE;
    findings.add(
        tip.height(),
        root ? Fault.STATE_DIFFERS : Fault.LAW_BROKEN,
        broken.law() + ": " + broken.detail());
  }

  private boolean shown(Header tip, Bytes key, Bytes value) {
    try {
      return StoredState.read(
          store, (State state) -> state.prove(key).includes(tip.state(), key, value));
    } catch (StoreRefused damaged) {
      return false;
    }
  }

  /** Against what the blocks lead to: each entry and each node of the tree. */
  void against(Replay replay) throws StoreRefused {
    long height = replay.tip().height();
    SortedMap<Bytes, Bytes> stored = all();
    replay
        .entries()
        .forEach((key, value) ->
            findings.expect(
                Optional.of(value).equals(Optional.ofNullable(stored.get(key))),
                height,
                Fault.STATE_DIFFERS,
                "the blocks lead to another entry " + key.hex()));
    stored.keySet().stream()
        .filter(key -> !replay.entries().containsKey(key))
        .forEach(key ->
            findings.add(height, Fault.STATE_DIFFERS, "no block leads to an entry " + key.hex()));
    for (Map.Entry<Bytes, Bytes> each : replay.nodes().entrySet()) {
      findings.expect(
          store.node(each.getKey()).equals(Optional.of(each.getValue())),
          height,
          Fault.TREE_DIFFERS,
          "the blocks lead to another tree node " + each.getKey().hex());
    }
  }

  private SortedMap<Bytes, Bytes> all() throws StoreRefused {
    SortedMap<Bytes, Bytes> all = new TreeMap<>(); // as many as Replay.ENTRIES_MAX
    try (Entries entries = Entries.of(store)) {
      Optional<Entry> entry = entries.next();
      while (entry.isPresent()) {
        all.put(entry.get().key(), entry.get().value());
        entry = entries.next();
        if (all.size() > Replay.ENTRIES_MAX) {
          throw new StoreRefused(StoreRefused.Why.FULL, "the state does not fit into memory");
        }
      }
    }
    return all;
  }
}
