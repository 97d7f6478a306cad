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

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final Bytes seed;
  private final long lots;

  private Sortition(Bytes seed) {
    this.seed = seed;
    this.lots = seed.view().getLong();
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

  /**
   * The lot that decides at a fork of an {@link Urn}: 64 random bits, the same for all who ask
   * about this draw and this fork.
   */
  long lot(int draw, long fork) {
    return mixed(mixed(lots + GOLDEN * (draw + 1L)) ^ fork);
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mixed(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
