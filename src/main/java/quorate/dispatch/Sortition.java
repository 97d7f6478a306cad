package quorate.dispatch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;

/**
 * The lot that decides which nodes are candidates for a task: each node's rank is a hash of the
 * task and the node, and the least ranks come first. Whoever knows the nodes can recompute it, and
 * a new epoch draws anew.
 */
final class Sortition {
  private static final byte[] DOMAIN = "quorate/sortition\u0001".getBytes(StandardCharsets.UTF_8);

  private final Bytes seed;

  private Sortition(Bytes seed) {
    this.seed = seed;
  }

  static Sortition of(Digest network, TaskId task, long epoch) {
    ByteBuffer fields = ByteBuffer.allocate(DOMAIN.length + Digest.BYTES + 3 * Long.BYTES);
    fields.put(DOMAIN).put(network.value().view());
    fields.putLong(task.high()).putLong(task.low()).putLong(epoch);
    return new Sortition(Digest.of(fields.array()).value());
  }

  /** The node's place in the draw: unsigned, the least first. */
  long rank(NodeId node) {
    return Digest.of(seed, node.key()).value().view().getLong();
  }
}
