package quorate.gateway.journal;

import java.util.Optional;
import quorate.gateway.TaskRecord;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/**
 * A task in the journal.
 *
 * @param proof the canonical bytes of its verdict's proof
 */
public record Journaled(TaskRecord record, @AtMost(4 << 20) Optional<Bytes> proof) {
  byte[] encoded() {
    return Codec.encode(Journaled.class, this).toArray();
  }

  static Journaled decoded(byte[] bytes) throws JournalRefused {
    return switch (Codec.decode(Journaled.class, Bytes.giving(bytes))) {
      case Decoded.Value<Journaled>(Journaled entry) -> entry;
      case Decoded.Refused<Journaled>(var why) ->
          throw new JournalRefused("an entry of the journal is unreadable: " + why);
    };
  }
}
