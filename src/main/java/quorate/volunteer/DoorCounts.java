package quorate.volunteer;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How many volunteers are seated, and how often each reason was given. Any thread may ask. */
public final class DoorCounts {
  private final Map<Why, LongAdder> refused = new EnumMap<>(Why.class);
  private volatile int seated;

  public DoorCounts() {
    for (Why why : Why.values()) {
      refused.put(why, new LongAdder());
    }
  }

  void count(Why why) {
    Objects.requireNonNull(refused.get(why)).increment();
  }

  void seated(int volunteers) {
    seated = volunteers;
  }

  public int seated() {
    return seated;
  }

  public long of(Why why) {
    return Objects.requireNonNull(refused.get(why)).sum();
  }
}
