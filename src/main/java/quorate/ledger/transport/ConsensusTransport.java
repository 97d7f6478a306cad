package quorate.ledger.transport;

import java.util.function.BiConsumer;
import quorate.task.Bytes;
import quorate.task.NodeId;

/**
 * Carries frames between the nodes of the ledger; best effort (ledger.md §9: lost, repeated and
 * reordered frames must do no harm).
 */
public interface ConsensusTransport {
  /** The largest frame: a block of 2 MiB with its proposal, its polka and room to spare. */
  int FRAME_BYTES_MAX = 3 << 20;

  NodeId self();

  /**
   * To one other node.
   *
   * @throws IllegalArgumentException when the frame is empty or too large
   */
  void say(NodeId to, Bytes frame);

  /**
   * To all other nodes.
   *
   * @throws IllegalArgumentException when the frame is empty or too large
   */
  void tell(Bytes frame);

  /** Who said it is proven, what it says is not. */
  void hear(BiConsumer<NodeId, Bytes> handler);
}
