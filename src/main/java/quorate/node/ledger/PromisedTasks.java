package quorate.node.ledger;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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

  private final Map<TaskId, Promise> promises = new LinkedHashMap<>();
  private final Map<EscrowId, Integer> many = new LinkedHashMap<>();

  private record Promise(EscrowId escrow, long untilMillis) {}

  /**
   * Whether an escrow can pay a task, too; what is promised already is.
   *
   * @param tasks how many tasks it can pay at most with what it has left
   * @param paid whether a task was paid; asked only when it matters
   */
  boolean room(TaskId task, EscrowId escrow, long tasks, long nowMillis, Predicate<TaskId> paid) {
    if (promises.containsKey(task) || many.getOrDefault(escrow, 0) < tasks) {
      return true;
    }
    promises
        .entrySet()
        .removeIf(each -> over(each.getKey(), each.getValue(), escrow, nowMillis, paid));
    return many.getOrDefault(escrow, 0) < tasks;
  }

  private boolean over(
      TaskId task, Promise promise, EscrowId escrow, long nowMillis, Predicate<TaskId> paid) {
    boolean over =
        promise.untilMillis < nowMillis || (promise.escrow.equals(escrow) && paid.test(task));
    if (over) {
      count(promise.escrow, -1);
    }
    return over;
  }

  /**
   * A task is promised its price.
   *
   * @param untilMillis by when it was paid or has failed
   */
  void promise(TaskId task, EscrowId escrow, long untilMillis) {
    if (promises.size() == PROMISES_MAX) {
      Iterator<Promise> oldest = promises.values().iterator();
      count(oldest.next().escrow, -1);
      oldest.remove();
    }
    if (promises.put(task, new Promise(escrow, untilMillis)) == null) {
      count(escrow, 1);
    }
  }

  private void count(EscrowId escrow, int more) {
    if (many.merge(escrow, more, Integer::sum) <= 0) {
      many.remove(escrow);
    }
  }
}
