package quorate.wire;

import quorate.task.NodeId;
import quorate.task.Reason;

/** What came in: somebody's message, or bytes that were none. */
public sealed interface Received {
  /**
   * A message whose signature holds.
   *
   * @param evidence the envelope that it came in, to be shown to others
   */
  record Good<M extends Message>(NodeId speaker, M said, Signed evidence) implements Received {}

  /** Bytes that were refused. */
  record Bad(Reason why) implements Received {}
}
