package quorate.node.ledger;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import quorate.ledger.state.EscrowId;
import quorate.task.TaskId;

/**
 * The tasks that this node has accepted and that were not paid when it looked last: what their
 * escrows have left is promised to them. Other gateways' promises it does not know; what they
 * promise on top is found out when it is to be paid. For one thread.
 */
final class PromisedTasks {
  /** The most promises that are remembered; the oldest are forgotten first. */
  static final int PROMISES_MAX = 65_536;

  /** How many promises of an escrow that seems to have nothing left are looked at in one go. */
  static final int LOOKED_AT_MAX = 256;

  private final Map<TaskId, Promise> promises = new LinkedHashMap<>();
  private final Map<EscrowId, Set<TaskId>> tasks = new LinkedHashMap<>(); // of the promises

  private record Promise(EscrowId escrow, long untilMillis) {}

  /**
   * Whether an escrow can pay a task, too; what is promised already is.
   *
   * @param most how many tasks it can pay at most with what it has left
   * @param paid whether a task was paid; asked only when it matters
   */
  boolean room(TaskId task, EscrowId escrow, long most, long nowMillis, Predicate<TaskId> paid) {
    if (promises.containsKey(task) || promised(escrow) < most) {
      return true;
    }
    List<TaskId> eldest =
        tasks.getOrDefault(escrow, Set.of()).stream().limit(LOOKED_AT_MAX).toList();
    for (TaskId each : eldest) {
      Promise promise = promises.get(each);
      drop(each);
      if (promise != null && promise.untilMillis >= nowMillis && !paid.test(each)) {
        promise(each, escrow, promise.untilMillis); // behind the others: these are looked at next
      }
    }
    return promised(escrow) < most;
  }

  /**
   * A task is promised its price.
   *
   * @param untilMillis by when it was paid or has failed
   */
  void promise(TaskId task, EscrowId escrow, long untilMillis) {
    if (promises.size() == PROMISES_MAX && !promises.containsKey(task)) {
      drop(promises.keySet().iterator().next());
    }
    drop(task);
    promises.put(task, new Promise(escrow, untilMillis));
    tasks.computeIfAbsent(escrow, any -> new LinkedHashSet<>()).add(task);
  }

  private int promised(EscrowId escrow) {
    return tasks.getOrDefault(escrow, Set.of()).size();
  }

  private void drop(TaskId task) {
    Promise gone = promises.remove(task);
    if (gone != null) {
      Set<TaskId> left = tasks.get(gone.escrow);
      if (left != null && left.remove(task) && left.isEmpty()) {
        tasks.remove(gone.escrow);
      }
    }
  }
}
