package quorate.consensus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import quorate.task.NodeId;
import quorate.task.TaskId;

/** The decided tasks whose last answers are still to come; of too many the eldest is forgotten. */
final class Stragglers {
  private final int max;
  private final Map<TaskId, Late> tasks = new LinkedHashMap<>();

  Stragglers(int max) {
    this.max = max;
  }

  List<JuryOrder> keep(Late late, long nowMillis) {
    List<JuryOrder> orders = new ArrayList<>(late.begin(nowMillis));
    tasks.put(late.task(), late);
    if (tasks.size() > max) {
      Late eldest = tasks.values().iterator().next();
      tasks.remove(eldest.task());
      orders.addAll(eldest.tick(Long.MAX_VALUE));
    }
    return orders;
  }

  /** What follows for a task; empty when it is not among them in this epoch. */
  Optional<List<JuryOrder>> tell(TaskId task, long epoch, Function<Late, List<JuryOrder>> what) {
    Late late = tasks.get(task);
    if (late == null || late.epoch() != epoch) {
      return Optional.empty();
    }
    List<JuryOrder> orders = what.apply(late);
    if (late.over()) {
      tasks.remove(task);
    }
    return Optional.of(orders);
  }

  List<JuryOrder> gone(NodeId node) {
    return tasks.values().stream().flatMap(late -> late.forgo(node).stream()).toList();
  }

  List<JuryOrder> tick(long nowMillis) {
    List<JuryOrder> orders = new ArrayList<>();
    for (Late late : tasks.values()) {
      if (late.dueMillis() <= nowMillis) {
        orders.addAll(late.tick(nowMillis));
      }
    }
    tasks.values().removeIf(Late::over);
    return orders;
  }

  /** When time alone changes something. */
  long dueMillis() {
    return tasks.values().stream().mapToLong(Late::dueMillis).min().orElse(Long.MAX_VALUE);
  }
}
