package quorate.node;

import io.vertx.core.Future;
import java.util.List;
import quorate.task.NodeId;

/** A node that takes tasks. */
public interface RunningNode {
  NodeId self();

  /** Such as {@code http://127.0.0.1:7070}. */
  String httpAddress();

  /** As host:port. */
  String clusterAddress();

  /** What it still holds, in words such as {@code 3 open tasks}; none once it may end. */
  List<String> holding();

  /** Takes no more tasks, finishes or hands over what it holds, leaves the cluster, ends. */
  Future<Void> stop();
}
