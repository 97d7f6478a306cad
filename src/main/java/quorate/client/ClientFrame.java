package quorate.client;

import java.util.Optional;
import quorate.task.TaskId;

/** What the client says on the stream. */
public sealed interface ClientFrame {
  /** Opens the stream, or resumes a session after the last result that was received. */
  record Hello(Optional<Resume> resume) implements ClientFrame {}

  /** Which session to go on with. */
  record Resume(String session, long epoch, long recv) {}

  /** A task with its picture, as one binary frame. */
  record Submit(long seq, Submission submission) implements ClientFrame {}

  /** Calls a task off. */
  record Cancel(TaskId task) implements ClientFrame {}

  /** Everything up to the offset may be forgotten. */
  record Ack(long offset) implements ClientFrame {}

  /** Is anybody there? */
  record Ping(long nanos) implements ClientFrame {}
}
