package quorate.ledger.chain;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import quorate.ledger.bft.ConsensusMessage.Committed;
import quorate.ledger.bft.Electorate;
import quorate.ledger.bft.Validator;
import quorate.ledger.chain.PeerMessage.AskBlock;
import quorate.ledger.chain.ReplicaOrder.Send;
import quorate.task.NodeId;

/**
 * Whom to ask for the blocks that are missing. A peer's claim to have them makes it one to ask and
 * nothing else: it has one timeout for its answer, loses its claim when it lets that pass or gives
 * something false, and comes behind those who did so less often (GHSA-hg58, cometbft#5801).
 */
final class CatchUp {
  /** Peers whose claims are kept; those of further ones are not heard. */
  static final int PEERS_MAX = 256;

  /** Blocks that are asked for at once, and that wait for their turn. */
  static final int WINDOW = 4;

  private final long askMillis;
  private final Map<NodeId, Peer> peers = new TreeMap<>();
  private final TreeMap<Long, Asked> asked = new TreeMap<>();
  private final TreeMap<Long, Arrived> arrived = new TreeMap<>();
  private long needed = 1;
  private int turn;

  /** A block, not looked into, and who gave it. */
  record Arrived(NodeId from, Committed block) {}

  private record Asked(NodeId peer, long untilMillis) {}

  private static final class Peer {
    private long reached;
    private long earlier;
    private int strikes;

    /** One height ahead is the ordinary case, unless it was so an announcement ago. */
    long believed() {
      return Math.max(earlier, reached - 1);
    }
  }

  CatchUp(long askMillis) {
    this.askMillis = askMillis;
  }

  void claim(NodeId from, long reached) {
    if (peers.containsKey(from) || peers.size() < PEERS_MAX) {
      Peer peer = peers.computeIfAbsent(from, id -> new Peer());
      peer.earlier = Math.min(peer.reached, reached);
      peer.reached = reached;
    }
  }

  /** Whether somebody claims to have the height. */
  boolean behind(long height) {
    return peers.values().stream().anyMatch(peer -> peer.believed() >= height);
  }

  /** Those who claim to have the height. */
  List<NodeId> claiming(long height) {
    return peers.entrySet().stream()
        .filter(each -> each.getValue().believed() >= height)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Keeps a block that was asked for and whose turn has not come. */
  void keep(NodeId from, Committed block) {
    Asked by = asked.get(block.height());
    if (by != null && by.peer.equals(from)) {
      asked.remove(block.height());
      arrived.put(block.height(), new Arrived(from, block));
    }
  }

  /** Height {@code next} is needed now; what has come for it. */
  Optional<Arrived> enter(long next) {
    needed = next;
    asked.headMap(next).clear();
    arrived.headMap(next).clear();
    return Optional.ofNullable(arrived.remove(next));
  }

  /** The peer has given what is not true. */
  void caught(NodeId from) {
    strike(from, needed);
  }

  /** Validators take turns in being asked: whoever claims nothing may have it all the same. */
  Send anyone(Electorate voters, NodeId self, long height) {
    List<Validator> members = voters.validators().members();
    NodeId one = members.get(Math.floorMod(turn++, members.size())).id();
    if (one.equals(self)) {
      one = members.get(Math.floorMod(turn++, members.size())).id();
    }
    return new Send(one, new AskBlock(height));
  }

  /** What to ask now for all that is missing. */
  List<Send> ask(long nowMillis) {
    Iterator<Map.Entry<Long, Asked>> late = asked.entrySet().iterator();
    while (late.hasNext()) {
      Map.Entry<Long, Asked> each = late.next();
      if (each.getValue().untilMillis <= nowMillis) {
        strike(each.getValue().peer, each.getKey());
        late.remove();
      }
    }
    List<Send> orders = new ArrayList<>();
    for (long height = needed; height < needed + WINDOW; height++) {
      if (!asked.containsKey(height) && !arrived.containsKey(height)) {
        askFor(height, nowMillis).ifPresent(orders::add);
      }
    }
    return orders;
  }

  private Optional<Send> askFor(long height, long nowMillis) {
    Optional<NodeId> peer = best(height);
    peer.ifPresent(id -> asked.put(height, new Asked(id, nowMillis + askMillis)));
    return peer.map(id -> new Send(id, new AskBlock(height)));
  }

  /** Of those with the fewest strikes one after another. */
  private Optional<NodeId> best(long height) {
    int fewest = Integer.MAX_VALUE;
    List<NodeId> best = new ArrayList<>();
    for (Map.Entry<NodeId, Peer> each : peers.entrySet()) {
      Peer peer = each.getValue();
      if (peer.believed() >= height && peer.strikes <= fewest) {
        if (peer.strikes < fewest) {
          best.clear();
        }
        fewest = peer.strikes;
        best.add(each.getKey());
      }
    }
    return best.isEmpty()
        ? Optional.empty()
        : Optional.of(best.get(Math.floorMod(turn++, best.size())));
  }

  private void strike(NodeId from, long height) {
    Peer peer = peers.get(from);
    if (peer != null) {
      peer.strikes = Math.min(peer.strikes + 1, 1 << 20);
      peer.reached = Math.min(peer.reached, height - 1);
      peer.earlier = Math.min(peer.earlier, height - 1);
    }
  }

  /** When to ask again; {@link Long#MAX_VALUE} when nothing is asked for. */
  long nextMillis() {
    return asked.values().stream().mapToLong(Asked::untilMillis).min().orElse(Long.MAX_VALUE);
  }
}
