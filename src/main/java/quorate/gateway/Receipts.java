package quorate.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;

/**
 * Which payments a client is told of: those of its agreed tasks that somebody pays for, each once
 * on a connection and behind its result. They have no offset; whoever misses one asks for the task.
 */
final class Receipts {
  /** Of more the payments are not told, and are asked for instead. */
  static final int AWAITED_MAX = 4096;

  /** Longer than settlers are asked, waited for and asked by others: see ledger/settle. */
  static final long AWAIT_MILLIS = 300_000;

  private final Map<TaskId, Awaited> awaited = new LinkedHashMap<>();
  private final List<TaskReceipt> ready = new ArrayList<>(); // at most as many as are awaited
  private long nowMillis;

  private record Awaited(Task task, long sinceMillis) {}

  Receipts(long nowMillis) {
    this.nowMillis = nowMillis;
  }

  /** A result was sent; the task, if its payment is to be looked for now. */
  Optional<Task> resulted(Outcome outcome) {
    boolean pays = outcome.verdict().outcome() == Verdict.Outcome.AGREED;
    Optional<Task> task =
        outcome.task().filter(each -> pays && each.payment().isPresent() && room());
    task.ifPresent(each -> awaited.put(each.id(), new Awaited(each, nowMillis)));
    return task;
  }

  private boolean room() {
    return awaited.size() + ready.size() < AWAITED_MAX;
  }

  /** The task that was settled, if its payment is awaited. */
  Optional<Task> settled(TaskId task) {
    return Optional.ofNullable(awaited.get(task)).map(Awaited::task);
  }

  void paid(TaskReceipt receipt) {
    if (awaited.remove(receipt.task()) != null) {
      ready.add(receipt);
    }
  }

  /** What is told now. */
  List<TaskReceipt> due(boolean writable) {
    if (!writable) {
      return List.of();
    }
    List<TaskReceipt> due = List.copyOf(ready);
    ready.clear();
    return due;
  }

  /** Time passes; those that are awaited no more. */
  List<TaskId> tick(long now) {
    nowMillis = now;
    List<TaskId> over = new ArrayList<>();
    awaited.forEach((task, each) -> {
      if (now - each.sinceMillis > AWAIT_MILLIS) {
        over.add(task);
      }
    });
    over.forEach(awaited::remove);
    return over;
  }
}
