package quorate.ledger.state;

import java.util.Optional;
import quorate.task.Bytes;

/** Reads stored entries: canonical bytes by canonical keys. */
@FunctionalInterface
public interface StateReader {
  /** The reader of a state with nothing in it. */
  StateReader NONE = key -> Optional.empty();

  Optional<Bytes> get(Bytes key);
}
