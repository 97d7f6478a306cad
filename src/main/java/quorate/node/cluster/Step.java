package quorate.node.cluster;

import java.util.Optional;
import quorate.task.Bytes;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/**
 * A change to one value of a map, carried to where the value lies and applied there, alone and at
 * once. Pure: the same step on the same value gives the same, at the owner and at its backups.
 */
sealed interface Step permits TaskStep, SessionStep, PromiseStep {
  /**
   * What becomes of the value.
   *
   * @param before the value; empty when there is none
   */
  Change on(Optional<Bytes> before);

  /**
   * What a step does.
   *
   * @param after the new value; empty when the old one stays
   * @param keepMillis how long the new value is kept; 0 for as long as there is a cluster
   * @param reply to the caller
   */
  record Change(Optional<Bytes> after, long keepMillis, Bytes reply) {
    static Change none(Bytes reply) {
      return new Change(Optional.empty(), 0, reply);
    }

    static Change to(Bytes after, long keepMillis, Bytes reply) {
      return new Change(Optional.of(after), keepMillis, reply);
    }
  }

  default Bytes encoded() {
    return Codec.encode(Step.class, this);
  }

  static Step decoded(Bytes bytes) {
    return switch (Codec.decode(Step.class, bytes)) {
      case Decoded.Value<Step>(Step step) -> step;
      case Decoded.Refused<Step>(var why) ->
          throw new IllegalStateException("a step is unreadable: " + why);
    };
  }
}
