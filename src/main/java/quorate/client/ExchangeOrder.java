package quorate.client;

import java.net.URI;
import quorate.task.TaskId;

/** What an {@link Exchange} wants done, in this order. */
public sealed interface ExchangeOrder {
  /** Connect to a gateway; an older connection is no longer listened to. */
  record Connect(URI gateway) implements ExchangeOrder {}

  record Say(ClientFrame frame) implements ExchangeOrder {}

  /** Close the connection, if there is one. */
  record HangUp(int code, String why) implements ExchangeOrder {}

  /** Ask the gateway by REST what became of a task. */
  record LookUp(URI gateway, TaskId task) implements ExchangeOrder {}

  /** Ask the gateway by REST whether a task was paid. */
  record LookUpReceipt(URI gateway, TaskId task) implements ExchangeOrder {}

  /** Hand a receipt on. */
  record HandReceipt(Receipt receipt) implements ExchangeOrder {}

  /** Request tasks from upstream. */
  record Draw(long tasks) implements ExchangeOrder {}

  /** Hand a reply on. */
  record Deliver(Reply reply) implements ExchangeOrder {}

  /** All is answered. */
  record Finish() implements ExchangeOrder {}

  /** It cannot go on. */
  record Fail(ClientFailure why) implements ExchangeOrder {}
}
