package quorate.task;

import java.util.Optional;

/**
 * One piece of work: a picture to be answered by a model under the client's terms.
 *
 * @param gateway the node that accepted it
 * @param acceptedAtMillis by the gateway's clock, since the epoch of Unix
 * @param levelNamed whether the client itself said how many nodes answer or agree: that is met, or
 *     the task ends as disputed; otherwise fewer may do when nodes are lost
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
    boolean levelNamed,
    Optional<PaymentOrder> payment) {
  /** A task that nobody pays for, and whose level nobody named. */
  public Task(
      TaskId id,
      SessionId session,
      NodeId gateway,
      ModelId model,
      Kind kind,
      Picture picture,
      Terms terms,
      long acceptedAtMillis) {
    this(
        id,
        session,
        gateway,
        model,
        kind,
        picture,
        terms,
        acceptedAtMillis,
        false,
        Optional.empty());
  }

  /** The same, whose level the client named, or did not. */
  public Task named(boolean byClient) {
    return new Task(
        id, session, gateway, model, kind, picture, terms, acceptedAtMillis, byClient, payment);
  }

  /** The same, paid for. */
  public Task paidBy(PaymentOrder order) {
    return new Task(
        id,
        session,
        gateway,
        model,
        kind,
        picture,
        terms,
        acceptedAtMillis,
        levelNamed,
        Optional.of(order));
  }

  /** How many nodes are asked whatever it takes. */
  public int replicasMin() {
    return levelNamed ? terms.replicas() : terms.quorum();
  }

  public long deadlineAtMillis() {
    return acceptedAtMillis + terms.patienceMillis();
  }
}
