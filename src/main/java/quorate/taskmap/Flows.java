package quorate.taskmap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import quorate.task.NodeId;
import quorate.wire.TaskSeen;
import quorate.wire.TaskSeen.Stage;

/** Counts answers by leader and node between two changes of the map. */
final class Flows {
  /** The most pairs counted at once; answers of further pairs are left out. */
  static final int PAIRS_MAX = 4096;

  /** The most pairs told at once: the busiest. */
  static final int TOLD_MAX = 256;

  private final Map<Pair, int[]> counts = new LinkedHashMap<>();

  void count(TaskSeen decided) {
    for (TaskSeen.Ballot ballot : decided.ballots()) {
      boolean dissented = ballot.stage() == Stage.DISSENTED;
      if (dissented || ballot.stage() == Stage.AGREED || ballot.stage() == Stage.REVEALED) {
        add(new Pair(decided.gateway(), ballot.node()), dissented);
      }
    }
  }

  private void add(Pair pair, boolean dissented) {
    if (counts.size() < PAIRS_MAX || counts.containsKey(pair)) {
      int[] count = counts.computeIfAbsent(pair, each -> new int[2]);
      count[0]++;
      count[1] += dissented ? 1 : 0;
    }
  }

  /** The busiest pairs since the last call, and begins anew. */
  List<Flow> take() {
    List<Flow> flows = new ArrayList<>();
    counts.forEach((pair, n) -> flows.add(new Flow(pair.leader(), pair.node(), n[0], n[1])));
    counts.clear();
    flows.sort(Comparator.comparingInt(Flow::answers).reversed());
    return List.copyOf(flows.subList(0, Math.min(TOLD_MAX, flows.size())));
  }

  private record Pair(NodeId leader, NodeId node) {}
}
