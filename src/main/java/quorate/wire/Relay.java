package quorate.wire;

import java.util.function.BiConsumer;
import quorate.task.NodeId;

/**
 * The part of a bus that carries the words of volunteers, who are no members of the cluster. What
 * they have signed is passed on as it is: whoever stands between can drop it, and nothing else.
 */
public interface Relay {
  /**
   * What is said to a volunteer goes to its gateway from now on. Who calls it bounds how many there
   * are.
   */
  void route(NodeId volunteer, NodeId gateway);

  void unroute(NodeId volunteer);

  /** Passes on to a node what another has signed. */
  void pass(NodeId to, Received.Good<?> heard);

  /** Hands to the rooms of this node what another has signed, as if it had come by the bus. */
  void hand(Received.Good<?> heard);

  /** Hears what is said to volunteers at this gateway; called on any thread. */
  void standIn(BiConsumer<NodeId, Received.Good<?>> handler);
}
