package quorate.client;

import java.util.Optional;
import quorate.task.TaskId;

/** What an {@link Exchange} is told; each at a time of {@code System.nanoTime()}. */
public sealed interface ExchangeInput {
  long atNanos();

  /** The caller wants to begin. */
  record Begun(long atNanos) implements ExchangeInput {}

  /** The connection that was ordered last stands. */
  record Connected(long atNanos) implements ExchangeInput {}

  /** The connection that was ordered last could not be made, or has ended. */
  record Disconnected(int code, String why, long atNanos) implements ExchangeInput {}

  /** The gateway has spoken. */
  record Heard(ServerFrame frame, long atNanos) implements ExchangeInput {}

  /** Upstream gave a task that was drawn. */
  record Offered(Submission submission, long atNanos) implements ExchangeInput {}

  /** Upstream has no more. */
  record Ended(long atNanos) implements ExchangeInput {}

  /** Downstream wants so many replies more. */
  record Wanted(long more, long atNanos) implements ExchangeInput {}

  /** The caller calls a task off. */
  record CallOff(TaskId task, long atNanos) implements ExchangeInput {}

  /** The caller wants nothing any more. */
  record Abandoned(long atNanos) implements ExchangeInput {}

  /** Whether the socket takes more bytes at the moment; told after every submit. */
  record Clogged(boolean clogged, long atNanos) implements ExchangeInput {}

  /** What asking for a task has brought. */
  record LookedUp(TaskId task, Standing standing, long atNanos) implements ExchangeInput {}

  /** What asking for a receipt has brought. */
  record ReceiptLookedUp(Optional<Receipt> found, long atNanos) implements ExchangeInput {}

  /** Time passes. */
  record Tick(long atNanos) implements ExchangeInput {}

  /** What a gateway knows of a task that was asked for. */
  sealed interface Standing {
    /** It is being worked on. */
    record Open() implements Standing {}

    /** It has ended. */
    record Done(ServerFrame.Ending ending) implements Standing {}

    /** No gateway knows it. */
    record Missing() implements Standing {}

    /** Nobody answered. */
    record Unsure(Optional<String> why) implements Standing {}
  }
}
