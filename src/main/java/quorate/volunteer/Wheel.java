package quorate.volunteer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;

/**
 * A hashed timing wheel (Varghese and Lauck 1987): thousands wait for their time, and a tick costs
 * what is due at it. Each waits for one time; setting another takes its place. As many wait as its
 * user has things to wait for.
 */
final class Wheel<T> {
  private final long slotMillis;
  private final List<SequencedSet<T>> slots = new ArrayList<>();
  private final Map<T, Long> dueAt = new HashMap<>(); // in slots since the epoch of Unix
  private long turnedTo;

  /**
   * A wheel.
   *
   * @param slotMillis how exact it is
   * @param slots of one turn; who waits for longer is passed over in some turns
   */
  Wheel(long slotMillis, int slots, long nowMillis) {
    this.slotMillis = slotMillis;
    for (int i = 0; i < slots; i++) {
      this.slots.add(new LinkedHashSet<>());
    }
    this.turnedTo = nowMillis / slotMillis;
  }

  void set(T item, long atMillis) {
    cancel(item);
    long at = Math.max(turnedTo + 1, Math.ceilDiv(atMillis, slotMillis));
    dueAt.put(item, at);
    slot(at).add(item);
  }

  void cancel(T item) {
    Long at = dueAt.remove(item);
    if (at != null) {
      slot(at).remove(item);
    }
  }

  /** Those whose time has come, in its order; they wait no more. */
  List<T> due(long nowMillis) {
    List<T> due = new ArrayList<>();
    long now = nowMillis / slotMillis;
    long from = Math.max(turnedTo + 1, now - slots.size() + 1); // one turn sees every slot
    for (long at = from; at <= now; at++) {
      Set<T> here = slot(at);
      for (T item : List.copyOf(here)) {
        if (dueAt.getOrDefault(item, Long.MAX_VALUE) <= now) {
          here.remove(item);
          dueAt.remove(item);
          due.add(item);
        }
      }
    }
    turnedTo = Math.max(turnedTo, now);
    return due;
  }

  int size() {
    return dueAt.size();
  }

  private SequencedSet<T> slot(long at) {
    return slots.get(Math.floorMod(at, slots.size()));
  }
}
