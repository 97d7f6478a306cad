package quorate.wire;

import java.util.function.Consumer;
import quorate.task.NodeId;

/**
 * Carries messages between nodes and notes within one. Best effort: a message may be lost, repeated
 * or late, so that handlers are idempotent and speakers retry. What arrives is verified.
 *
 * <p>Two implementations: Vert.x, and the simulator.
 */
public interface Bus {
  /** Who speaks here. */
  NodeId self();

  /** To one node, which may be this one. */
  void say(NodeId to, Message message);

  /** To all nodes, this one too. */
  void tell(Message message);

  /** To the rooms of this node. */
  void note(Note note);

  /**
   * Hears one type of message. A handler registered on a Vert.x context runs on that context; more
   * than one may hear the same type.
   */
  <M extends Message> Hearing hear(Class<M> type, Consumer<Received.Good<M>> handler);

  /** Hears one type of note; likewise. */
  <N extends Note> Hearing heed(Class<N> type, Consumer<N> handler);

  /** A handler that is registered; whoever hears as long as the node lives may forget it. */
  @FunctionalInterface
  interface Hearing {
    /** Nothing that is said from now on reaches the handler; what is on its way to it may. */
    void stop();
  }
}
