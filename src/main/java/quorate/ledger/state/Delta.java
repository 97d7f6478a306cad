package quorate.ledger.state;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import quorate.task.Bytes;

/**
 * What a block changes, for a store to write in one step. Both maps are in the order of their keys;
 * nothing under a key removes what was there.
 *
 * @param entries by {@link StateKey}
 * @param nodes of the state's tree, by the keys of {@link quorate.ledger.proof.NodeReader}
 */
public record Delta(
    SortedMap<Bytes, Optional<Bytes>> entries, SortedMap<Bytes, Optional<Bytes>> nodes) {
  public Delta {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
  }
}
