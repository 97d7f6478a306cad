package quorate.ledger.live;

import java.util.HashMap;
import java.util.Map;
import quorate.task.NodeId;

/**
 * How many bytes of peers' frames may wait to be looked at, so that nobody who floods a node pushes
 * out those who do not. What has no room is lost, as frames may be: what matters is said again
 * (ledger.md R11).
 */
final class Admission {
  /** Of all peers together. */
  static final long BYTES_MAX = 64L << 20;

  /** Of one peer: some blocks and their votes. */
  static final long PEER_BYTES_MAX = 16L << 20;

  /** So that small frames are not many. */
  static final int FRAME_BYTES_MIN = 4096;

  private final Map<NodeId, Long> waiting = new HashMap<>(); // at most BYTES_MAX / FRAME_BYTES_MIN
  private long bytes;

  /** Whether a frame may wait; if so, it is to be {@link #release}d. */
  synchronized boolean admits(NodeId from, int size) {
    long counted = counted(size);
    long theirs = waiting.getOrDefault(from, 0L) + counted;
    boolean room = bytes + counted <= BYTES_MAX && theirs <= PEER_BYTES_MAX;
    if (room) {
      bytes += counted;
      waiting.put(from, theirs);
    }
    return room;
  }

  /** A frame that was admitted waits no more. */
  synchronized void release(NodeId from, int size) {
    long counted = counted(size);
    bytes -= counted;
    long theirs = waiting.getOrDefault(from, 0L) - counted;
    if (theirs > 0) {
      waiting.put(from, theirs);
    } else {
      waiting.remove(from);
    }
  }

  private static long counted(int size) {
    return Math.max(size, FRAME_BYTES_MIN);
  }
}
