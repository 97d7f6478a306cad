package quorate.simulation;

import java.util.PriorityQueue;

/** Virtual time: everything that happens, in the order in which it happens. */
public final class SimTime {
  /** Where virtual time begins, so that it looks like a clock of Unix. */
  public static final long START_MILLIS = 1_700_000_000_000L;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long nowMicros;
  private long count;

  public long nowMicros() {
    return nowMicros;
  }

  public long nowMillis() {
    return START_MILLIS + nowMicros / 1000;
  }

  public void after(long micros, Runnable what) {
    events.add(new Event(nowMicros + Math.max(0, micros), count++, what));
  }

  /** At a time of the virtual clock; at once when it has passed. */
  public void atMillis(long millis, Runnable what) {
    after((millis - START_MILLIS) * 1000 - nowMicros, what);
  }

  /** Lets the next thing happen; false when that would be after {@code untilMicros}. */
  public boolean step(long untilMicros) {
    Event next = events.peek();
    if (next == null || next.atMicros > untilMicros) {
      nowMicros = Math.max(nowMicros, untilMicros);
      return false;
    }
    events.poll();
    nowMicros = next.atMicros;
    next.what.run();
    return true;
  }

  private record Event(long atMicros, long order, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atMicros, other.atMicros);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }
}
