package quorate.node.cluster;

import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quorate.node.cluster.PromiseStep.Held;
import quorate.task.Bytes;
import quorate.task.TaskId;

/**
 * Promises in a map of the cluster, with a synchronous backup: they outlive any one node. When all
 * nodes end they are gone, and nodes that still have the tasks make them {@link #again}.
 */
public final class ClusterPromises implements EscrowPromises {
  private final Cluster cluster;
  private final Vertx vertx;
  private final IMap<byte[], byte[]> map;

  /** Those of a member's cluster. */
  public ClusterPromises(Cluster cluster) {
    this.cluster = cluster;
    this.vertx = cluster.vertx();
    this.map = cluster.hazelcast().getMap(Settings.PROMISES);
  }

  @Override
  public Future<Answer> promise(Bytes escrow, Wish wish) {
    return on(escrow, new PromiseStep.Promise(wish));
  }

  @Override
  public Future<Void> again(Bytes escrow, TaskId task, long untilMillis) {
    return on(escrow, new PromiseStep.Again(task, untilMillis)).mapEmpty();
  }

  @Override
  public Future<Void> over(Bytes escrow, List<TaskId> tasks, long height) {
    return on(escrow, new PromiseStep.Over(tasks, height)).mapEmpty();
  }

  private Future<Answer> on(Bytes escrow, PromiseStep step) {
    return Future.fromCompletionStage(
            map.<byte[]>submitToKey(escrow.toArray(), new Transition(step)),
            vertx.getOrCreateContext())
        .map(reply -> PromiseStep.Said.answer(Bytes.giving(reply)));
  }

  /** Of escrows whose partitions this node owns. */
  @Override
  public Future<List<Promised>> mine() {
    return cluster.blocking(() -> {
      List<Promised> mine = new ArrayList<>();
      for (byte[] escrow : map.localKeySet()) {
        Optional<Bytes> value = Optional.ofNullable(map.get(escrow)).map(Bytes::giving);
        for (Held each : PromiseStep.Promises.of(value).all()) {
          mine.add(new Promised(Bytes.copyOf(escrow), each.task(), each.untilMillis()));
        }
      }
      return mine;
    });
  }
}
