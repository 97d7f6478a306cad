package quorate.wire;

import quorate.task.Reason;

/** What bytes turned out to be: a value, or a reason why they are none. */
public sealed interface Decoded<T> {
  record Value<T>(T value) implements Decoded<T> {}

  record Refused<T>(Reason why) implements Decoded<T> {}
}
