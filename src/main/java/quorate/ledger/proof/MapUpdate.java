package quorate.ledger.proof;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import quorate.task.Bytes;
import quorate.task.Digest;

/**
 * What a change of the map does to its tree.
 *
 * @param root of the map after it
 * @param nodes the tree nodes to store, or to remove where there is nothing, by their keys in order
 */
public record MapUpdate(Digest root, SortedMap<Bytes, Optional<Bytes>> nodes) {
  public MapUpdate {
    nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
  }
}
