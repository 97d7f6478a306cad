package quorate.wire.vertx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import quorate.task.NodeId;

/**
 * Tells whether the other nodes still reach this one. The cluster's table of addresses can lose a
 * node's entries after a cut without anybody noticing: so each node asks another one, now and then,
 * to say something back. Pure: time and turns are inputs.
 */
final class Echoes {
  /** The most nodes remembered to be asked; the one unheard for longest is forgotten first. */
  static final int PEERS_MAX = 64;

  /** How many echoes in a row must fail before this node takes itself for unheard. */
  static final int MISSES_MAX = 2;

  /** A node unheard for longer is not asked: it has probably left, unless nobody is heard. */
  static final long PEER_MILLIS_MAX = 60_000;

  /**
   * Who was heard within it is asked, rather than others: all speak every second, and whoever fell
   * silent is beyond a cut or dead, so that his echo says nothing of this node.
   */
  static final long FRESH_MILLIS = 4_000;

  private final Map<NodeId, Long> peers = new LinkedHashMap<>();
  private OptionalLong asked = OptionalLong.empty();
  private long turn;
  private int misses;

  /** Somebody was heard. */
  void heard(NodeId peer, long nowMillis) {
    peers.remove(peer); // to the end: the order is that of the last time heard
    peers.put(peer, nowMillis);
    if (peers.size() > PEERS_MAX) {
      peers.remove(peers.keySet().iterator().next());
    }
  }

  /** An echo came back. */
  void echoed(long nonce) {
    if (asked.isPresent() && asked.getAsLong() == nonce) {
      asked = OptionalLong.empty();
      misses = 0;
    }
  }

  /**
   * Time for a question: whom to ask, and with which nonce. Nobody when nobody is heard; when the
   * cluster has other members nevertheless, that counts as an echo that failed.
   *
   * @param others whether the cluster has other members
   */
  Optional<Question> ask(long nowMillis, boolean others) {
    peers.values().removeIf(at -> nowMillis - at > PEER_MILLIS_MAX);
    if (asked.isPresent() || peers.isEmpty()) {
      misses++;
    }
    if (!others) {
      misses = 0;
    }
    if (peers.isEmpty()) {
      asked = OptionalLong.empty();
      return Optional.empty();
    }
    List<NodeId> some = fresh(nowMillis);
    turn++;
    asked = OptionalLong.of(nowMillis + turn);
    return Optional.of(new Question(some.get((int) (turn % some.size())), asked.getAsLong()));
  }

  /** Those that were heard a moment ago; when there are none, all. */
  private List<NodeId> fresh(long nowMillis) {
    List<NodeId> all = new ArrayList<>(peers.keySet());
    List<NodeId> fresh =
        all.stream()
            .filter(peer -> nowMillis - peers.getOrDefault(peer, 0L) <= FRESH_MILLIS)
            .toList();
    return fresh.isEmpty() ? all : fresh;
  }

  /** Whether nobody reaches this node any more; asking this starts the count anew. */
  boolean unheard() {
    if (misses < MISSES_MAX) {
      return false;
    }
    misses = 0;
    return true;
  }

  record Question(NodeId peer, long nonce) {}
}
