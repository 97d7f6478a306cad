package quorate.ledger.chain;

import java.util.Map;
import java.util.TreeMap;
import quorate.task.NodeId;

/** How much is given to those who ask for blocks, so that asking costs no more than answering. */
final class Generosity {
  /** Peers that are given anything within a second; further ones are not heard. */
  static final int PEERS_MAX = 256;

  /** Blocks that one peer is given within a second. */
  static final int BLOCKS_MAX = 64;

  /** How long the same block is not given to the same peer again. */
  static final long AGAIN_MILLIS = 200;

  private static final long WINDOW_MILLIS = 1000;

  private final Map<NodeId, Given> given = new TreeMap<>();
  private long windowMillis;

  private static final class Given {
    private int blocks;
    private long height;
    private long atMillis;
  }

  boolean allows(NodeId to, long height, long nowMillis) {
    if (nowMillis - windowMillis >= WINDOW_MILLIS) {
      given.clear();
      windowMillis = nowMillis;
    }
    if (!given.containsKey(to) && given.size() == PEERS_MAX) {
      return false;
    }
    Given before = given.computeIfAbsent(to, id -> new Given());
    boolean again = before.height == height && nowMillis - before.atMillis < AGAIN_MILLIS;
    boolean allowed = before.blocks < BLOCKS_MAX && !again;
    if (allowed) {
      before.blocks++;
      before.height = height;
      before.atMillis = nowMillis;
    }
    return allowed;
  }
}
