package quorate.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import quorate.task.TaskId;

/**
 * The payments that are waited for once their tasks were agreed on: at most {@link
 * QuorateClient#RECEIPT_MILLIS} each. A gateway tells of one at most once on a connection, so that
 * one that does not come is asked for.
 */
final class Receipts {
  /** Of more the eldest are waited for no longer. */
  static final int AWAITED_MAX = ClientOptions.IN_FLIGHT_MAX;

  /** How long one is waited for before it is asked for, and asked for again. */
  static final long LOOK_MILLIS = 3_000;

  private static final int LOOKUPS_MAX = 8;

  private final boolean wanted;
  private final Map<TaskId, Awaited> awaited = new LinkedHashMap<>();

  private record Awaited(long sinceNanos, long lookedNanos) {}

  /**
   * The receipts of one stream.
   *
   * @param wanted whether anybody wants them; otherwise none is waited for
   */
  Receipts(boolean wanted) {
    this.wanted = wanted;
  }

  boolean isEmpty() {
    return awaited.isEmpty();
  }

  /** A task was answered: if it is to be paid, its receipt is waited for. */
  void answered(Reply reply, long nowNanos) {
    if (wanted && reply.agreed() && reply.submission().payment().isPresent()) {
      if (awaited.size() == AWAITED_MAX) {
        awaited.remove(awaited.keySet().iterator().next());
      }
      awaited.put(reply.submission().id(), new Awaited(nowNanos, nowNanos));
    }
  }

  /** Whether it is one that was waited for: true once. */
  boolean came(TaskId task) {
    return awaited.remove(task) != null;
  }

  /** Those to ask for now; those that were waited for too long are not any more. */
  List<TaskId> toAskFor(long nowNanos) {
    long wait = Link.millis(QuorateClient.RECEIPT_MILLIS);
    awaited.values().removeIf(each -> nowNanos - each.sinceNanos > wait);
    List<TaskId> late = new ArrayList<>();
    awaited.forEach((task, each) -> {
      if (late.size() < LOOKUPS_MAX && nowNanos - each.lookedNanos > Link.millis(LOOK_MILLIS)) {
        late.add(task);
      }
    });
    late.forEach(task ->
        awaited.computeIfPresent(task, (id, each) -> new Awaited(each.sinceNanos, nowNanos)));
    return late;
  }
}
