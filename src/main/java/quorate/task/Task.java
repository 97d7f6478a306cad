package quorate.task;

/**
 * One piece of work: a picture to be answered by a model under the client's terms.
 *
 * @param gateway the node that accepted it
 * @param acceptedAtMillis by the gateway's clock, since the epoch of Unix
 */
public record Task(
    TaskId id,
    SessionId session,
    NodeId gateway,
    ModelId model,
    Kind kind,
    Picture picture,
    Terms terms,
    long acceptedAtMillis) {
  public long deadlineAtMillis() {
    return acceptedAtMillis + terms.patienceMillis();
  }
}
