package quorate.ledger.audit;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import quorate.ledger.audit.Finding.Fault;
import quorate.ledger.state.Block;
import quorate.ledger.state.EvidenceCheck;
import quorate.ledger.state.Executed;
import quorate.ledger.state.Execution;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Header;
import quorate.ledger.state.Invariants;
import quorate.ledger.state.Judged;
import quorate.ledger.state.Rules;
import quorate.ledger.state.SignatureCheck;
import quorate.ledger.state.State;
import quorate.task.Bytes;
import quorate.task.Check;

/** A chain executed once more from its genesis, in memory. */
final class Replay {
  /** Entries and tree nodes, each: some gigabytes of memory. */
  static final int ENTRIES_MAX = 20_000_000;

  private final Execution execution;
  private final SortedMap<Bytes, Bytes> entries = new TreeMap<>();
  private final SortedMap<Bytes, Bytes> nodes = new TreeMap<>();
  private State state;

  Replay(Genesis genesis, EvidenceCheck evidence) {
    this.execution = new Execution(Rules.of(genesis, SignatureCheck.ED25519, evidence));
    Executed opened = Execution.open(genesis);
    this.state = opened.after();
    take(opened);
  }

  Header tip() {
    return state.tip();
  }

  /** Executes the next block; false when the chain cannot go on from it. */
  boolean add(Block block, Findings findings) {
    long height = block.header().height();
    return switch (execution.judge(state, block)) {
      case Judged.Valid(Executed executed) -> {
        Invariants.afterBlock(state, executed)
            .ifPresent(broken ->
                findings.add(height, Fault.LAW_BROKEN, broken.law() + ": " + broken.detail()));
        take(executed);
        yield true;
      }
      case Judged.Invalid invalid ->
          findings.expect(false, height, Fault.EXECUTION_DIFFERS, words(invalid));
    };
  }

  SortedMap<Bytes, Bytes> entries() {
    return entries;
  }

  SortedMap<Bytes, Bytes> nodes() {
    return nodes;
  }

  private static String words(Judged.Invalid invalid) {
    return invalid
        .refusal()
        .map(why -> invalid.fault() + ": transaction " + invalid.index() + " is refused, " + why)
        .orElse(invalid.fault().toString());
  }

  private void take(Executed executed) {
    write(entries, executed.delta().entries());
    write(nodes, executed.delta().nodes());
    state =
        State.at(
            executed.header(),
            key -> Optional.ofNullable(entries.get(key)),
            key -> Optional.ofNullable(nodes.get(key)));
  }

  private static void write(Map<Bytes, Bytes> to, SortedMap<Bytes, Optional<Bytes>> changes) {
    changes.forEach(
        (key, value) -> value.ifPresentOrElse(bytes -> to.put(key, bytes), () -> to.remove(key)));
    Check.that(to.size() <= ENTRIES_MAX, "a chain that fits into memory");
  }
}
