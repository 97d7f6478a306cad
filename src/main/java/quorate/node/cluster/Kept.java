package quorate.node.cluster;

import java.nio.ByteBuffer;
import java.util.Optional;
import quorate.gateway.TaskRecord;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/**
 * A task as it lies in the map: its record with what the cluster needs beside it. The first fields
 * lie at fixed places, so that the indexes read them without decoding the rest.
 *
 * @param leaderSince when the process of the leader began: the same node started anew is another
 *     leader, since it has forgotten
 * @param session the task's, for the index
 * @param acceptedAtMillis the task's, for lists
 * @param proof the canonical bytes of the verdict's {@link quorate.wire.Proof}
 */
record Kept(
    State state,
    long leaderSince,
    SessionId session,
    long acceptedAtMillis,
    TaskRecord record,
    @AtMost(PROOF_BYTES_MAX) Optional<Bytes> proof) {
  /** The largest proof that is kept: many times what the most nodes with full answers need. */
  static final int PROOF_BYTES_MAX = 4 << 20;

  private static final int SESSION_AT = 1 + Long.BYTES;
  private static final int ACCEPTED_AT = SESSION_AT + 2 * Long.BYTES;

  /** How far a task is. */
  enum State {
    OPEN,
    /** It has a verdict, and its client may not have it yet. */
    DECIDED,
    /** It has a verdict, and no session waits for it: it is kept for those who ask. */
    UNCLAIMED,
    /** Its client has acknowledged the verdict. */
    TOLD
  }

  static Kept open(TaskRecord record, long leaderSince) {
    return of(State.OPEN, leaderSince, record, Optional.empty());
  }

  static Kept of(State state, long leaderSince, TaskRecord record, Optional<Bytes> proof) {
    Task task = record.task();
    return new Kept(state, leaderSince, task.session(), task.acceptedAtMillis(), record, proof);
  }

  Kept with(State newState) {
    return of(newState, leaderSince, record, proof);
  }

  Kept with(TaskRecord newRecord, long newLeaderSince) {
    return of(state, newLeaderSince, newRecord, proof);
  }

  /**
   * Which survives when two halves of a cluster meet: the decided one, and of two decided ones the
   * one that its client knows.
   */
  Kept merged(Kept other) {
    if (record.open() == other.record.open() && state != other.state) {
      return other.state.compareTo(state) > 0 ? other : this;
    }
    return record.merged(other.record).equals(other.record) ? other : this;
  }

  Bytes encoded() {
    return Codec.encode(Kept.class, this);
  }

  /** What was encoded here or at another member; anything else is our own mistake. */
  static Kept decoded(Bytes bytes) {
    return switch (Codec.decode(Kept.class, bytes)) {
      case Decoded.Value<Kept>(Kept kept) -> kept;
      case Decoded.Refused<Kept>(var why) ->
          throw new IllegalStateException("a kept task is unreadable: " + why);
    };
  }

  /** The state that the first byte stands for. */
  static State state(byte first) {
    return State.values()[first];
  }

  /** The encoding in another state: all but the first byte is the same. */
  @SuppressWarnings("EnumOrdinal") // what the codec writes
  static Bytes with(Bytes encoded, State newState) {
    byte[] bytes = encoded.toArray();
    bytes[0] = (byte) newState.ordinal();
    return Bytes.giving(bytes);
  }

  static long acceptedAtMillis(byte[] encoded) {
    return ByteBuffer.wrap(encoded).getLong(ACCEPTED_AT);
  }

  static SessionId session(byte[] encoded) {
    ByteBuffer at = ByteBuffer.wrap(encoded, SESSION_AT, 2 * Long.BYTES);
    return new SessionId(at.getLong(), at.getLong());
  }
}
