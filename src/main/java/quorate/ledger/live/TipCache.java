package quorate.ledger.live;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.ledger.store.Change;
import quorate.task.Bytes;

/**
 * What was last read or written of one kind of things at the tip of a store, absent ones too. It
 * says what the store says, for whoever writes to the store writes here as well. One thread uses
 * it.
 */
final class TipCache {
  private final Map<Bytes, Optional<Bytes>> values;
  private final Below below;

  /** Reads what is not in the cache. */
  interface Below {
    Optional<Bytes> get(Bytes key);
  }

  /**
   * A cache over a store.
   *
   * @param max of more values the one that was used longest ago goes
   */
  TipCache(int max, Below below) {
    this.below = below;
    this.values =
        new LinkedHashMap<>(1024, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Bytes, Optional<Bytes>> eldest) {
            return size() > max;
          }
        };
  }

  Optional<Bytes> get(Bytes key) {
    Optional<Bytes> known = values.get(key);
    if (known == null) {
      known = below.get(key);
      values.put(key, known);
    }
    return known;
  }

  /** The store has written these. */
  void written(List<Change> changes) {
    changes.forEach(each -> values.put(each.key(), each.value()));
  }
}
