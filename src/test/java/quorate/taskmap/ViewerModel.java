package quorate.taskmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.TaskSeen;

/** The dumb twin of the page: folds changes as the protocol says. */
final class ViewerModel {
  private final TreeMap<NodeId, NodeShown> nodes = new TreeMap<>();
  private final LinkedHashMap<TaskId, TaskSeen> tasks = new LinkedHashMap<>();
  private long seq;

  ViewerModel(MapFrame.Snapshot snapshot) {
    snapshot.nodes().forEach(node -> nodes.put(node.id(), node));
    snapshot.tasks().forEach(task -> tasks.put(task.task(), task));
    seq = snapshot.seq();
  }

  void fold(MapFrame.Delta delta) {
    assertThat(delta.seq()).isEqualTo(++seq);
    delta.nodes().forEach(node -> nodes.put(node.id(), node));
    delta
        .busy()
        .forEach(each -> nodes.computeIfPresent(each.node(), (id, node) -> busy(node, each)));
    delta.forgotten().forEach(nodes::remove);
    delta.tasks().forEach(task -> tasks.put(task.task(), task));
    while (tasks.size() > MapState.SHOWN_MAX) {
      tasks.pollFirstEntry();
    }
    assertThat(nodes).hasSize(delta.nodesShown());
    assertThat(tasks).hasSize(delta.tasksShown());
  }

  private static NodeShown busy(NodeShown node, MapFrame.Busy busy) {
    return new NodeShown(node.id(), Seen.busy(node.seen(), busy.slots()), node.life());
  }

  List<NodeShown> nodes() {
    return List.copyOf(nodes.values());
  }

  List<TaskSeen> tasks() {
    return List.copyOf(tasks.values());
  }
}
