package quorate.wire;

import java.util.Optional;
import quorate.task.Reason;

/** What bytes turned out to be: a value, or a reason why they are none. */
public sealed interface Decoded<T> {
  record Value<T>(T value) implements Decoded<T> {}

  record Refused<T>(Reason why) implements Decoded<T> {}

  /** The value, for one who does not ask why there is none. */
  default Optional<T> found() {
    return switch (this) {
      case Value<T>(T value) -> Optional.of(value);
      case Refused<T> refused -> Optional.empty();
    };
  }
}
