package quorate.gateway;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import quorate.task.AtMost;
import quorate.task.NodeId;
import quorate.task.SessionId;
import quorate.task.TaskId;

/** What a gateway says on the stream. */
public sealed interface ServerFrame {
  /**
   * The answer to hello; {@code offset} is that before the next result, {@code recv} the number
   * before the next submit.
   */
  record Welcome(
      SessionId session,
      long epoch,
      long offset,
      long recv,
      boolean resumed,
      String reason,
      int credits)
      implements ServerFrame {}

  /** The task and its picture are durable. */
  record Accepted(
      long seq, TaskId task, boolean duplicate, boolean fetch, int position, long expiresAtMillis)
      implements ServerFrame {}

  /** So many submits more. */
  record Credit(int more) implements ServerFrame {}

  /** How far a task is. */
  record Progress(
      TaskId task,
      Phase phase,
      int received,
      int expected,
      int quorum,
      @AtMost(32) List<NodeId> nodes)
      implements ServerFrame {
    public Progress {
      nodes = List.copyOf(nodes);
    }
  }

  /** The steps that a client sees. */
  enum Phase {
    ASSIGNED,
    VOTING,
    FINALISING
  }

  /** How a task ended, at its place in the session. */
  record Result(long offset, Outcome outcome) implements ServerFrame {}

  /** A task of the session was paid, for good. */
  record Receipt(TaskReceipt paid) implements ServerFrame {}

  /** A refusal, of a submit, of a task or of the connection. */
  record Refused(OptionalLong seq, Optional<TaskId> task, Refusal refusal) implements ServerFrame {}

  /** This gateway is about to stop. */
  record Goaway(String reason, long reconnectAfterMillis) implements ServerFrame {}

  /** The answer to ping. */
  record Pong(long time, long offset, long recv) implements ServerFrame {}
}
