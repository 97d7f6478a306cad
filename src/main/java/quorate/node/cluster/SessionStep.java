package quorate.node.cluster;

import java.util.Optional;
import quorate.gateway.SessionRecord;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Tag;
import quorate.task.TaskId;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/** A change to a {@link SessionRecord}. */
sealed interface SessionStep extends Step {
  /** Keeps a session, when its id is new. The reply is the session that is there now. */
  @Tag(16)
  record Open(SessionRecord session, long keepMillis) implements SessionStep {
    @Override
    public Change on(Optional<Bytes> before) {
      Bytes mine = encode(session);
      return before.isPresent() ? Change.none(before.get()) : Change.to(mine, keepMillis, mine);
    }
  }

  /** Lets another connection hold it, when the owner is right. The reply is it, or nothing. */
  @Tag(17)
  record Attach(Digest owner, NodeId node, long nowMillis, long keepMillis) implements SessionStep {
    @Override
    public Change on(Optional<Bytes> before) {
      Optional<SessionRecord> session = before.map(SessionStep::decode);
      if (session.isEmpty() || !session.get().owner().equals(owner)) {
        return Change.none(Bytes.EMPTY);
      }
      Bytes after = encode(session.get().attached(node, nowMillis));
      return Change.to(after, keepMillis, after);
    }
  }

  /** Gives a task's result its offset. The reply is its {@link Place}, or nothing. */
  @Tag(18)
  record Append(TaskId task, long keepMillis) implements SessionStep {
    @Override
    public Change on(Optional<Bytes> before) {
      if (before.isEmpty()) {
        return Change.none(Bytes.EMPTY);
      }
      StoredSession session = StoredSession.decoded(before.get());
      long waits = session.offsetOf(task);
      if (waits > 0 || session.full()) {
        return Change.none(place(session, waits));
      }
      return Change.to(
          session.appended(task).encoded(), keepMillis, place(session, session.nextOffset()));
    }

    private static Bytes place(StoredSession session, long offset) {
      return Codec.encode(Place.class, new Place(session.gateway(), session.epoch(), offset));
    }
  }

  /** Forgets the results up to an offset of an epoch, unless that is over. The reply is empty. */
  @Tag(19)
  record Acknowledge(long epoch, long offset, long nowMillis, long keepMillis)
      implements SessionStep {
    @Override
    public Change on(Optional<Bytes> before) {
      Optional<StoredSession> session =
          before.map(StoredSession::decoded).filter(each -> each.epoch() == epoch);
      return session.isEmpty()
          ? Change.none(Bytes.EMPTY)
          : Change.to(
              session.get().acknowledged(offset, nowMillis).encoded(), keepMillis, Bytes.EMPTY);
    }
  }

  /**
   * Where a result was put.
   *
   * @param offset 0 when the session is full
   */
  record Place(NodeId gateway, long epoch, long offset) {
    static Optional<Place> decoded(Bytes reply) {
      return reply.size() == 0
          ? Optional.empty()
          : switch (Codec.decode(Place.class, reply)) {
            case Decoded.Value<Place>(Place place) -> Optional.of(place);
            case Decoded.Refused<Place>(var why) ->
                throw new IllegalStateException("a place is unreadable: " + why);
          };
    }
  }

  static Bytes encode(SessionRecord session) {
    return StoredSession.of(session).encoded();
  }

  static SessionRecord decode(Bytes bytes) {
    return StoredSession.decoded(bytes).record();
  }
}
