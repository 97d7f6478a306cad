package quorate.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import quorate.task.TaskId;

/**
 * What a client may still submit. Every collection here holds at most as many items as the window
 * is wide, since each of them holds a credit.
 */
final class Flow {
  private final int window;
  private final Map<Long, TaskId> beginning = new HashMap<>();
  private final Set<TaskId> flying = new HashSet<>();
  private final Set<TaskId> early = new HashSet<>();
  private final Set<TaskId> fragile = new HashSet<>();
  private final TreeSet<Long> answered = new TreeSet<>();
  private long expected = 1;
  private long received;
  private int credits;
  private int owed;

  Flow(int window) {
    this.window = window;
    this.owed = window;
  }

  /** Numbers go on from those of earlier connections. */
  void begin(long last) {
    received = last;
    expected = last + 1;
  }

  int window() {
    return window;
  }

  /** The number of the next submit. */
  long expected() {
    return expected;
  }

  /** All submits up to this one have been answered. */
  long received() {
    return received;
  }

  /** Takes a credit for the next number; false when there is none. */
  boolean spend() {
    if (credits == 0) {
      return false;
    }
    credits--;
    expected++;
    return true;
  }

  /** A submit is being checked and kept. */
  void began(long seq, TaskId task, boolean cancelOnDisconnect) {
    beginning.put(seq, task);
    if (cancelOnDisconnect) {
      fragile.add(task);
    }
  }

  /** A submit has its answer. */
  void answered(long seq) {
    if (seq > received) {
      answered.add(seq);
    }
    while (answered.remove(received + 1)) {
      received++;
    }
  }

  /** A submit came to nothing: its credit is owed again. */
  void refused(long seq) {
    TaskId task = beginning.remove(seq);
    if (task != null && !flying.contains(task)) {
      fragile.remove(task);
      early.remove(task);
    }
    owed++;
  }

  /** A submit was kept; its credit is owed again when its result was sent. */
  void flies(long seq, TaskId task) {
    beginning.remove(seq);
    if (early.remove(task) || !flying.add(task)) {
      owed++; // answered already, or submitted twice and one result answers both
    }
  }

  /** A task from an earlier connection is still under way. */
  void resumed(TaskId task) {
    if (owed > 0 && flying.add(task)) {
      owed--;
    }
  }

  /** A task has its result. */
  void landed(TaskId task) {
    fragile.remove(task);
    if (flying.remove(task)) {
      owed++;
    } else if (beginning.containsValue(task)) {
      early.add(task);
    }
  }

  /** The credits that are owed, as far as all results could wait to be acknowledged at once. */
  int grant(long waiting) {
    int underWay = window - owed;
    long room = SessionRecord.UNACKED_MAX - waiting - underWay;
    int granted = Math.clamp(room, 0, owed);
    owed -= granted;
    credits += granted;
    return granted;
  }

  /** The same, once the client has used up half of what it had. */
  int grantInBunches(long waiting) {
    return owed > 0 && credits <= window / 2 ? grant(waiting) : 0;
  }

  /** Whether a result is to be expected. */
  boolean busy() {
    return !flying.isEmpty();
  }

  List<TaskId> fragile() {
    return new ArrayList<>(fragile);
  }
}
