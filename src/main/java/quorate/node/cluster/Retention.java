package quorate.node.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import quorate.task.Picture;
import quorate.task.TaskId;

/**
 * What of the past this node keeps for those who look back, and what goes: the oldest first. Only
 * what was decided comes here, so that nothing open is ever dropped. Pure; used by one thread.
 */
final class Retention {
  /** The most pictures, however small. */
  static final int PICTURES_MAX = 8192;

  private final int toldMax;
  private final long toldBytesMax;
  private final long pictureBytesMax;
  private final Deque<Told> told = new ArrayDeque<>(); // at most toldMax, of toldBytesMax bytes
  private final Deque<Shown> shown = new ArrayDeque<>(); // at most pictureBytesMax bytes
  private long toldBytes;
  private long shownBytes;

  Retention(BookLimits limits) {
    this.toldMax = limits.toldMax();
    this.toldBytesMax = limits.toldBytesMax();
    this.pictureBytesMax = limits.pictureBytesMax();
  }

  private record Told(TaskId task, int bytes) {}

  /** A picture of a decided task. */
  record Shown(TaskId task, Picture picture) {}

  /**
   * A task's verdict was acknowledged: the tasks that go for it.
   *
   * @param bytes that it takes in the map
   */
  List<TaskId> told(TaskId task, int bytes) {
    told.add(new Told(task, bytes));
    toldBytes += bytes;
    List<TaskId> gone = new ArrayList<>();
    while (told.size() > toldMax || toldBytes > toldBytesMax) {
      Told oldest = told.remove();
      toldBytes -= oldest.bytes();
      gone.add(oldest.task());
    }
    return gone;
  }

  /** A task was decided: the pictures that go for its own. */
  List<Shown> decided(TaskId task, Picture picture) {
    shown.add(new Shown(task, picture));
    shownBytes += picture.bytes();
    List<Shown> gone = new ArrayList<>();
    while (shownBytes > pictureBytesMax || shown.size() > PICTURES_MAX) {
      Shown oldest = shown.remove();
      shownBytes -= oldest.picture().bytes();
      gone.add(oldest);
    }
    return gone;
  }
}
