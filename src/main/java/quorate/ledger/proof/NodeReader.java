package quorate.ledger.proof;

import java.util.Optional;
import quorate.task.Bytes;

/**
 * Reads stored tree nodes by the keys that {@link MapTree} gave them. A key names a place in the
 * tree, not a version of it: whoever stores an update overwrites, so that no garbage grows.
 */
@FunctionalInterface
public interface NodeReader {
  /** The reader of a tree with nothing in it. */
  NodeReader NONE = key -> Optional.empty();

  Optional<Bytes> node(Bytes key);
}
