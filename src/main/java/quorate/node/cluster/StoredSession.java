package quorate.node.cluster;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import quorate.gateway.SessionRecord;
import quorate.gateway.SessionRecord.Unacked;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.SessionId;
import quorate.task.TaskId;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/**
 * A {@link SessionRecord} as it lies in the map. What waits is packed, so that giving one more
 * result its offset costs a copy and not the decoding of all; a test compares each step with the
 * record's own.
 *
 * @param unacked an offset, then a task, 24 bytes each, in ascending order
 */
record StoredSession(
    SessionId id,
    Digest owner,
    NodeId gateway,
    long epoch,
    long fence,
    long nextOffset,
    long seenAtMillis,
    @AtMost(SessionRecord.UNACKED_MAX * ENTRY_BYTES) Bytes unacked) {
  private static final int ENTRY_BYTES = 3 * Long.BYTES;

  static StoredSession of(SessionRecord session) {
    ByteBuffer packed = ByteBuffer.allocate(session.unacked().size() * ENTRY_BYTES);
    for (Unacked each : session.unacked()) {
      put(packed, each.offset(), each.task());
    }
    return new StoredSession(
        session.id(),
        session.owner(),
        session.gateway(),
        session.epoch(),
        session.fence(),
        session.nextOffset(),
        session.seenAtMillis(),
        Bytes.giving(packed.array()));
  }

  SessionRecord record() {
    List<Unacked> all = new ArrayList<>();
    ByteBuffer packed = unacked.view();
    while (packed.hasRemaining()) {
      all.add(new Unacked(packed.getLong(), new TaskId(packed.getLong(), packed.getLong())));
    }
    return new SessionRecord(id, owner, gateway, epoch, fence, nextOffset, seenAtMillis, all);
  }

  /** The offset at which a task's result waits; 0 when it does not. */
  long offsetOf(TaskId task) {
    ByteBuffer packed = unacked.view();
    for (int at = packed.limit() - ENTRY_BYTES; at >= 0; at -= ENTRY_BYTES) {
      if (packed.getLong(at + Long.BYTES) == task.high()
          && packed.getLong(at + 2 * Long.BYTES) == task.low()) {
        return packed.getLong(at);
      }
    }
    return 0;
  }

  boolean full() {
    return unacked.size() >= SessionRecord.UNACKED_MAX * ENTRY_BYTES;
  }

  /** As {@link SessionRecord#appended} of a task that does not wait yet. */
  StoredSession appended(TaskId task) {
    ByteBuffer packed = ByteBuffer.allocate(unacked.size() + ENTRY_BYTES).put(unacked.view());
    put(packed, nextOffset, task);
    Bytes more = Bytes.giving(packed.array());
    return new StoredSession(id, owner, gateway, epoch, fence, nextOffset + 1, seenAtMillis, more);
  }

  /** As {@link SessionRecord#acknowledged}. */
  StoredSession acknowledged(long offset, long nowMillis) {
    ByteBuffer packed = unacked.view();
    int start = 0;
    while (start < packed.limit() && packed.getLong(start) <= offset) {
      start += ENTRY_BYTES;
    }
    Bytes rest = unacked.slice(start, unacked.size());
    return new StoredSession(id, owner, gateway, epoch, fence, nextOffset, nowMillis, rest);
  }

  Bytes encoded() {
    return Codec.encode(StoredSession.class, this);
  }

  static StoredSession decoded(Bytes bytes) {
    return switch (Codec.decode(StoredSession.class, bytes)) {
      case Decoded.Value<StoredSession>(StoredSession session) -> session;
      case Decoded.Refused<StoredSession>(var why) ->
          throw new IllegalStateException("a session is unreadable: " + why);
    };
  }

  private static void put(ByteBuffer packed, long offset, TaskId task) {
    packed.putLong(offset).putLong(task.high()).putLong(task.low());
  }
}
