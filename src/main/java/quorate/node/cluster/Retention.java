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
  private final long pictureBytesMax;
  private final Deque<TaskId> told = new ArrayDeque<>(); // at most toldMax
  private final Deque<Shown> shown = new ArrayDeque<>(); // at most pictureBytesMax bytes
  private long shownBytes;

  Retention(int toldMax, long pictureBytesMax) {
    this.toldMax = toldMax;
    this.pictureBytesMax = pictureBytesMax;
  }

  /** A picture of a decided task. */
  record Shown(TaskId task, Picture picture) {}

  /** A task's verdict was acknowledged: the tasks that go for it. */
  List<TaskId> told(TaskId task) {
    told.add(task);
    List<TaskId> gone = new ArrayList<>();
    while (told.size() > toldMax) {
      gone.add(told.remove());
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
