package quorate.gateway;

import java.util.List;
import java.util.Optional;
import quorate.task.Task;
import quorate.task.TaskId;

/** What a {@link Conversation} wants done, in this order. */
public sealed interface ConversationOrder {
  record Send(ServerFrame frame) implements ConversationOrder {}

  /** Open a session or take one over; answered by Opened or Refused. */
  record Open(Optional<ClientFrame.Resume> resume) implements ConversationOrder {}

  /** Check a submit and keep it; answered by Taken or Refused. */
  record Take(ClientFrame.Submit submit) implements ConversationOrder {}

  /** Read results of the session after an offset; answered by Fetched or FetchFailed. */
  record Fetch(long offset, int max) implements ConversationOrder {}

  /** Keep an acknowledgement; answered by Acknowledged. */
  record Acknowledge(long offset) implements ConversationOrder {}

  /** Call a task of the session off; answered by Refused, or by its result in time. */
  record Cancel(TaskId task) implements ConversationOrder {}

  /**
   * Look for the payment of a task, and tell of it from now on with Settled; answered by Paid, or
   * not at all while it is not paid.
   */
  record AwaitPayment(Task task) implements ConversationOrder {}

  /** Tell of these no more. */
  record ForgetPayments(List<TaskId> tasks) implements ConversationOrder {
    public ForgetPayments {
      tasks = List.copyOf(tasks);
    }
  }

  /** Send a ping of the WebSocket. */
  record Ping() implements ConversationOrder {}

  /** Come back with Woken after a while. */
  record WakeMe(long afterMillis) implements ConversationOrder {}

  /** Close the connection; nothing follows. */
  record Close(int code, Refusal why) implements ConversationOrder {}
}
