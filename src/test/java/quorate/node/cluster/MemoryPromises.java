package quorate.node.cluster;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import quorate.task.Bytes;
import quorate.task.TaskId;

/** The steps of a cluster's promises, applied here. */
public final class MemoryPromises implements EscrowPromises {
  private final Map<Bytes, Bytes> map = new ConcurrentHashMap<>();

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

  private synchronized Future<Answer> on(Bytes escrow, PromiseStep step) {
    Step.Change change = step.on(Optional.ofNullable(map.get(escrow)));
    change.after().ifPresent(after -> map.put(escrow, after));
    return Future.succeededFuture(PromiseStep.Said.answer(change.reply()));
  }

  @Override
  public Future<List<Promised>> mine() {
    return Future.succeededFuture(map.entrySet().stream().flatMap(MemoryPromises::all).toList());
  }

  private static Stream<Promised> all(Map.Entry<Bytes, Bytes> each) {
    return PromiseStep.Promises.decoded(each.getValue()).all().stream()
        .map(held -> new Promised(each.getKey(), held.task(), held.untilMillis()));
  }
}
