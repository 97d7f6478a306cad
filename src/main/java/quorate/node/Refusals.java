package quorate.node;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import quorate.task.Reason;

/** How often each reason was given for refusing something. Any thread may count. */
final class Refusals {
  private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

  Refusals() {
    for (Reason reason : Reason.values()) {
      counts.put(reason, new LongAdder());
    }
  }

  void count(Reason why) {
    Objects.requireNonNull(counts.get(why)).increment();
  }

  long of(Reason why) {
    return Objects.requireNonNull(counts.get(why)).sum();
  }
}
