package quorate.ledger.chain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import quorate.ledger.bft.Value;
import quorate.ledger.state.Header;
import quorate.task.Digest;

/** Blocks whose time is too far ahead of this node's clock: it catches up with them, or not. */
final class Early {
  /** Of more the first is forgotten. */
  static final int VALUES_MAX = 4;

  private final long aheadMillis;
  private final Map<Digest, Value> values = new TreeMap<>();

  Early(long aheadMillis) {
    this.aheadMillis = aheadMillis;
  }

  /** Keeps a value if it is too early, and not what a quorum has committed all the same. */
  boolean holds(Value value, long nowMillis, Optional<Digest> committed) {
    Digest id = value.id();
    boolean held = dueMillis(value) > nowMillis && !committed.equals(Optional.of(id));
    if (held) {
      if (values.size() == VALUES_MAX) {
        values.remove(values.keySet().iterator().next());
      }
      values.put(id, value);
    }
    return held;
  }

  /** All that is kept; nothing is any more. */
  List<Value> take() {
    List<Value> taken = List.copyOf(values.values());
    values.clear();
    return taken;
  }

  void clear() {
    values.clear();
  }

  /** When to look again; {@link Long#MAX_VALUE} when nothing is kept. */
  long nextMillis() {
    return values.values().stream().mapToLong(this::dueMillis).min().orElse(Long.MAX_VALUE);
  }

  private long dueMillis(Value value) {
    return Body.header(value).map(Header::timeMillis).orElse(0L) - aheadMillis;
  }
}
