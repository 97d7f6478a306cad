package quorate.client;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import quorate.task.Answer;
import quorate.task.TaskId;

/** What a gateway says on the stream. */
public sealed interface ServerFrame {
  /**
   * The answer to hello.
   *
   * @param offset of the last result that the session has given, in this epoch
   * @param recv the last submission that the session has taken, by its sequence number
   * @param credits how many submissions may follow
   */
  record Welcome(
      String session,
      long epoch,
      long offset,
      long recv,
      boolean resumed,
      int maxInFlight,
      long maxImageBytes,
      int credits)
      implements ServerFrame {}

  /**
   * A task is durable.
   *
   * @param delivered whether its result comes on this stream; otherwise it is to be asked for
   */
  record Accepted(TaskId task, boolean duplicate, boolean delivered) implements ServerFrame {}

  /** So many more submissions may follow. */
  record Credit(int more) implements ServerFrame {}

  /** How far a task is; may be left out. */
  record Progress(TaskId task, String phase) implements ServerFrame {}

  /** How a task ended, at its place in the session. */
  record Result(long offset, Ending ending) implements ServerFrame {}

  /** How a task ended. */
  record Ending(
      TaskId task,
      Reply.Status status,
      Optional<Answer> answer,
      List<String> nodes,
      List<String> dissent,
      String detail) {}

  /** A task was paid. */
  record Paid(Receipt receipt) implements ServerFrame {}

  /** Something was refused: a task when it names one, the connection otherwise. */
  record Problem(
      Optional<TaskId> task,
      OptionalLong seq,
      int status,
      String code,
      String detail,
      boolean retryable,
      long retryAfterMillis)
      implements ServerFrame {
    /**
     * Whether another gateway may take it: this one may be in the smaller part of a cut network.
     */
    boolean elsewhere() {
      return code.equals("minority");
    }

    /** Whether the task may have been kept all the same. */
    boolean unsure() {
      return code.equals("not-durable");
    }
  }

  /** The gateway is about to stop. */
  record GoAway(String reason, long reconnectAfterMillis) implements ServerFrame {}

  /** The answer to ping. */
  record Pong() implements ServerFrame {}

  /** A later version's frame: passed over. */
  record Unknown(String type) implements ServerFrame {}

  /** Bytes that are no frame. */
  record Garbled(String why) implements ServerFrame {}
}
