package quorate.gateway;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import quorate.gateway.TaskBook.Acceptance;
import quorate.task.AtMost;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;

/** What a {@link Conversation} is told. */
public sealed interface ConversationInput {
  /** The client has said something. */
  record Heard(ClientFrame frame, long nowMillis) implements ConversationInput {}

  /** The client has sent what cannot be read; {@code seq} when at least that could be. */
  record Garbled(OptionalLong seq, Optional<TaskId> task, Refusal why, long nowMillis)
      implements ConversationInput {}

  /** A sign of life that says nothing. */
  record Alive(long nowMillis) implements ConversationInput {}

  /**
   * The session is open, or taken over.
   *
   * @param found empty when the session to be resumed is unknown, expired or another's
   * @param open its tasks without a verdict
   * @param received the number of the last submit that gave it a task; 0 of a new one
   */
  record Opened(Optional<SessionRecord> found, List<Task> open, long received, long nowMillis)
      implements ConversationInput {
    public Opened {
      open = List.copyOf(open);
    }
  }

  /** A submit was checked and kept. */
  record Taken(long seq, Task task, Acceptance how, boolean ours, boolean decided, int position)
      implements ConversationInput {}

  /** A submit, a cancel or the opening of the session was refused. */
  record Refused(OptionalLong seq, Optional<TaskId> task, Refusal why)
      implements ConversationInput {}

  /** A result of the session. */
  record Delivered(long epoch, Result result, long nowMillis) implements ConversationInput {}

  /** The results that were ordered, oldest first; {@code whole} when no more are there. */
  record Fetched(@AtMost(Conversation.FETCH_MAX) List<Result> results, boolean whole)
      implements ConversationInput {
    public Fetched {
      results = List.copyOf(results);
    }
  }

  /** Results could not be fetched; they are tried again at the next tick. */
  record FetchFailed() implements ConversationInput {}

  /** An outcome at its place in the session. */
  record Result(long offset, Outcome outcome) {}

  /** An acknowledgement was kept, or could not be. */
  record Acknowledged(long nowMillis) implements ConversationInput {}

  /** A node was asked for its answer to a task. */
  record Assigned(TaskId task, NodeId node) implements ConversationInput {}

  /** A node has answered a task, open or sealed. */
  record Voted(TaskId task, NodeId node) implements ConversationInput {}

  /** The jury has decided on a task. */
  record Decided(TaskId task) implements ConversationInput {}

  /** A task whose payment is awaited was paid: it may be looked for now. */
  record Settled(TaskId task) implements ConversationInput {}

  /** A payment that was looked for, and found. */
  record Paid(TaskReceipt receipt) implements ConversationInput {}

  /** The socket takes no more for now. */
  record Stalled(long nowMillis) implements ConversationInput {}

  /** The socket takes more again. */
  record Drained(long nowMillis) implements ConversationInput {}

  /** Time passes. */
  record Tick(long nowMillis) implements ConversationInput {}

  /** It is time for the progress that was put off. */
  record Woken() implements ConversationInput {}

  /** The gateway is about to stop. */
  record Draining(long reconnectAfterMillis) implements ConversationInput {}

  /** The conversation ends for a reason of the gateway's. */
  record Ended(Refusal why) implements ConversationInput {}

  /** The connection is gone. */
  record Gone() implements ConversationInput {}
}
