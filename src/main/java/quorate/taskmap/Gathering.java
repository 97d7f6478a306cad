package quorate.taskmap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import quorate.task.NodeId;
import quorate.taskmap.MapFrame.Busy;
import quorate.taskmap.NodeShown.Life;
import quorate.wire.Message.NodeSeen;

/** The nodes on the map: who is there, who has fallen silent, who is gone. */
final class Gathering {
  /** The most nodes shown; more are not shown until others are forgotten. */
  static final int NODES_MAX = 20_000;

  /** A node that says nothing for so long is shown as silent: it should speak every second. */
  static final long SILENT_MILLIS = 5_000;

  /** A silent or departed node is forgotten so long after its last word. */
  static final long FORGET_MILLIS = 60_000;

  private final TreeMap<NodeId, NodeShown> shown = new TreeMap<>();
  private final Map<NodeId, Long> heardAt = new HashMap<>();
  private final TreeSet<NodeId> changed = new TreeSet<>();
  private final TreeSet<NodeId> busier = new TreeSet<>();
  private final TreeSet<NodeId> forgotten = new TreeSet<>();

  void heard(NodeId id, NodeSeen seen, long at) {
    if (shown.size() < NODES_MAX || shown.containsKey(id)) {
      heardAt.put(id, at);
      forgotten.remove(id);
      put(new NodeShown(id, seen, Life.HERE));
    }
  }

  void gone(NodeId id) {
    @Nullable NodeShown node = shown.get(id);
    if (node != null) {
      put(new NodeShown(id, node.seen(), Life.GONE));
    }
  }

  void age(long now) {
    List<NodeId> old = new ArrayList<>();
    for (NodeShown node : List.copyOf(shown.values())) {
      long silence = now - heardAt.getOrDefault(node.id(), now);
      if (silence > FORGET_MILLIS) {
        old.add(node.id());
      } else if (silence > SILENT_MILLIS && node.life() == Life.HERE) {
        put(new NodeShown(node.id(), node.seen(), Life.SILENT));
      }
    }
    old.forEach(this::forget);
  }

  private void forget(NodeId id) {
    shown.remove(id);
    heardAt.remove(id);
    changed.remove(id);
    busier.remove(id);
    forgotten.add(id);
  }

  private void put(NodeShown node) {
    @Nullable NodeShown before = shown.put(node.id(), node);
    if (!node.equals(before)) {
      boolean onlyBusier = before != null && node.equals(withBusy(before, node.seen().busy()));
      (onlyBusier ? busier : changed).add(node.id());
    }
  }

  private static NodeShown withBusy(NodeShown node, int busy) {
    NodeSeen seen = node.seen();
    return new NodeShown(
        node.id(),
        new NodeSeen(
            seen.name(),
            seen.operator(),
            seen.place(),
            seen.address(),
            seen.standing(),
            seen.models(),
            seen.slots(),
            busy,
            seen.viewers(),
            seen.startedAtMillis()),
        node.life());
  }

  /** The nodes that have changed since the last call. */
  List<NodeShown> news() {
    List<NodeShown> news = new ArrayList<>();
    for (NodeId id : changed) {
      @Nullable NodeShown node = shown.get(id);
      if (node != null) {
        news.add(node);
      }
    }
    changed.clear();
    return news;
  }

  /** Of the nodes of which nothing else has changed since the last call; before {@link #news}. */
  List<Busy> busy() {
    List<Busy> news = new ArrayList<>();
    for (NodeId id : busier) {
      @Nullable NodeShown node = changed.contains(id) ? null : shown.get(id);
      if (node != null) {
        news.add(new Busy(id, node.seen().busy()));
      }
    }
    busier.clear();
    return news;
  }

  /** Whether a node is there, as far as is known. */
  boolean isHere(NodeId id) {
    @Nullable NodeShown node = shown.get(id);
    return node != null && node.life() == Life.HERE;
  }

  /** The nodes forgotten since the last call. */
  List<NodeId> forgotten() {
    List<NodeId> ids = List.copyOf(forgotten);
    forgotten.clear();
    return ids;
  }

  List<NodeShown> all() {
    return List.copyOf(shown.values());
  }

  int size() {
    return shown.size();
  }

  /** How many browsers watch, as the nodes say. */
  int viewers() {
    return shown.values().stream()
        .filter(node -> node.life() == Life.HERE)
        .mapToInt(node -> node.seen().viewers())
        .sum();
  }
}
