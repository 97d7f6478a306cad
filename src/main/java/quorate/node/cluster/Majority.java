package quorate.node.cluster;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import quorate.task.NodeId;

/**
 * Tells the larger part of a cluster that was cut from the smaller one. A member that vanishes
 * without having said that it leaves may live on, on the other side of a cut: a part is the smaller
 * one when fewer than half of those present and vanished are present, or just half and the least
 * node of all has vanished. What was vanished for long is taken for dead.
 *
 * <p>It knows what it has seen since it began: a node that is started anew in the smaller part
 * takes that for the whole. Used by several threads.
 */
final class Majority {
  /** Of more the first to vanish is forgotten. */
  static final int VANISHED_MAX = 4096;

  /**
   * A member says each second that it lives; one that does not may be on the other side of a cut.
   */
  static final long QUIET_MILLIS = 2_500;

  /** When all are here again their entries still have to be merged: so long after. */
  static final long MERGE_MILLIS = 60_000;

  private final long absenceMillis;
  private final Map<NodeId, Long> heard = new LinkedHashMap<>(); // at most VANISHED_MAX
  private final Set<NodeId> leaving = new HashSet<>(); // at most VANISHED_MAX
  private final Map<NodeId, Long> vanished = new LinkedHashMap<>();
  private long wholeAtMillis = Long.MIN_VALUE;
  private long mergedAtMillis = Long.MIN_VALUE;

  /**
   * This part is the smaller one.
   *
   * @param present how many nodes are here
   * @param known how many there were before some vanished
   * @param forMillis when it is taken for the whole at the latest
   */
  record Minority(int present, int known, long forMillis) {}

  /**
   * Nobody has vanished yet.
   *
   * @param absenceMillis how long who vanished may be on another side; with 0 nobody is
   */
  Majority(long absenceMillis) {
    this.absenceMillis = absenceMillis;
  }

  /** A node says of itself whether it is about to leave. */
  synchronized void says(NodeId node, boolean leaves, long nowMillis) {
    if (heard.put(node, nowMillis) == null && heard.size() > VANISHED_MAX) {
      heard.remove(heard.keySet().iterator().next());
    }
    if (!leaves) {
      leaving.remove(node);
    } else if (leaving.size() < VANISHED_MAX) {
      leaving.add(node);
    }
  }

  /** A node that was a member is none any more. */
  synchronized void lost(NodeId node, long nowMillis) {
    heard.remove(node); // started anew it speaks when it is ready
    if (leaving.remove(node)) {
      vanished.remove(node);
      return;
    }
    wholeAtMillis = nowMillis + MERGE_MILLIS;
    if (vanished.size() == VANISHED_MAX) {
      vanished.remove(vanished.keySet().iterator().next());
    }
    vanished.put(node, nowMillis);
  }

  /**
   * Whether this is the smaller part.
   *
   * @param members asked who is here only when somebody has vanished
   */
  synchronized Optional<Minority> minority(Supplier<List<NodeId>> members, long nowMillis) {
    vanished.values().removeIf(since -> nowMillis - since >= absenceMillis);
    if (vanished.isEmpty()) {
      return Optional.empty();
    }
    SortedSet<NodeId> present = new TreeSet<>(members.get());
    back(present, nowMillis);
    if (!smaller(present, vanished.keySet())) {
      return Optional.empty();
    }
    int known = present.size() + vanished.size();
    long last = vanished.values().stream().mapToLong(since -> since).max().orElseThrow();
    return Optional.of(new Minority(present.size(), known, last + absenceMillis - nowMillis));
  }

  /**
   * Whether this may be the smaller part: either it is, or it would be if the members that have
   * fallen silent had vanished. Known some seconds before the cluster drops them.
   */
  synchronized boolean inDoubt(List<NodeId> members, long nowMillis) {
    if (absenceMillis == 0) {
      return false;
    }
    vanished.values().removeIf(since -> nowMillis - since >= absenceMillis);
    SortedSet<NodeId> here = new TreeSet<>(members);
    Set<NodeId> elsewhere = new HashSet<>(vanished.keySet());
    elsewhere.removeAll(here);
    members.stream().filter(each -> quiet(each, nowMillis)).forEach(elsewhere::add);
    here.removeAll(elsewhere);
    return smaller(here, elsewhere);
  }

  /** Whether nobody is missing: all who were here are, and have been for a while. */
  synchronized boolean whole(List<NodeId> members, long nowMillis) {
    if (absenceMillis == 0) {
      return true;
    }
    vanished.values().removeIf(since -> nowMillis - since >= absenceMillis);
    back(members, nowMillis);
    if (!vanished.isEmpty() || members.stream().anyMatch(each -> quiet(each, nowMillis))) {
      wholeAtMillis = nowMillis + MERGE_MILLIS;
    }
    return wholeAtMillis <= nowMillis;
  }

  /** Who is here again brings entries that are merged now. */
  private void back(Collection<NodeId> present, long nowMillis) {
    if (vanished.keySet().removeAll(present)) {
      mergedAtMillis = nowMillis + MERGE_MILLIS;
      wholeAtMillis = mergedAtMillis;
    }
  }

  /**
   * Whether somebody who had vanished came back a moment ago, and entries may not be merged yet.
   */
  synchronized boolean merging(List<NodeId> members, long nowMillis) {
    back(members, nowMillis);
    return nowMillis < mergedAtMillis;
  }

  /** Silent, though it lives as far as the cluster knows; for too long, and that is another ill. */
  private boolean quiet(NodeId node, long nowMillis) {
    long silent = nowMillis - heard.getOrDefault(node, nowMillis);
    return QUIET_MILLIS < silent && silent < absenceMillis && !leaving.contains(node);
  }

  private static boolean smaller(SortedSet<NodeId> here, Set<NodeId> elsewhere) {
    boolean half = here.size() == elsewhere.size();
    return here.size() < elsewhere.size() || (half && !hasLeast(here, elsewhere));
  }

  private static boolean hasLeast(SortedSet<NodeId> here, Set<NodeId> elsewhere) {
    return here.isEmpty() || elsewhere.stream().allMatch(each -> here.first().compareTo(each) < 0);
  }
}
