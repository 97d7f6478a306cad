package quorate.task;

import java.util.Optional;

/**
 * One piece of work: a picture to be answered by a model under the client's terms.
 *
 * @param gateway the node that accepted it
 * @param acceptedAtMillis by the gateway's clock, since the epoch of Unix
 * @param payment who pays the nodes that agree; empty when nobody does
 */
public record Task(
    TaskId id,
    SessionId session,
    NodeId gateway,
    ModelId model,
    Kind kind,
    Picture picture,
    Terms terms,
    long acceptedAtMillis,
    Optional<PaymentOrder> payment) {
  /** A task that nobody pays for. */
  public Task(
      TaskId id,
      SessionId session,
      NodeId gateway,
      ModelId model,
      Kind kind,
      Picture picture,
      Terms terms,
      long acceptedAtMillis) {
    this(id, session, gateway, model, kind, picture, terms, acceptedAtMillis, Optional.empty());
  }

  /** The same, paid for. */
  public Task paidBy(PaymentOrder order) {
    return new Task(
        id, session, gateway, model, kind, picture, terms, acceptedAtMillis, Optional.of(order));
  }

  public long deadlineAtMillis() {
    return acceptedAtMillis + terms.patienceMillis();
  }
}
