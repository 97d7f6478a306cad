package quorate.ledger.proof;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import quorate.task.Bytes;
import quorate.task.Digest;

/** A store of tree nodes in memory. */
final class StoredNodes implements NodeReader {
  final TreeMap<Bytes, Bytes> nodes = new TreeMap<>();
  Digest root = TreeNode.EMPTY;

  @Override
  public Optional<Bytes> node(Bytes key) {
    return Optional.ofNullable(nodes.get(key));
  }

  void change(SortedMap<Bytes, Optional<Bytes>> changes) {
    MapUpdate update = MapTree.update(this, changes);
    root = update.root();
    update
        .nodes()
        .forEach((key, node) ->
            node.ifPresentOrElse(bytes -> nodes.put(key, bytes), () -> nodes.remove(key)));
  }
}
