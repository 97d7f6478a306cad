package quorate.gateway;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import quorate.task.TaskId;

/**
 * The tasks that this gateway has taken and that have no verdict yet: bounded in number and in the
 * bytes of their pictures, by refusing more. One that is not heard of again counts until a while
 * after its deadline. Any thread may call.
 */
public final class InFlight {
  private static final long GRACE_MILLIS = 5_000;

  private final int tasksMax;
  private final long bytesMax;
  private final Map<TaskId, Held> tasks = new HashMap<>();
  private long bytes;

  private record Held(int bytes, long untilMillis) {}

  /** Whether there is room; {@code fresh} unless the task was held before. */
  public record Hold(Optional<Refusal> refusal, boolean fresh, int position) {}

  public InFlight(GatewayLimits limits) {
    this.tasksMax = limits.room().inFlightMax();
    this.bytesMax = limits.room().inFlightBytesMax();
  }

  public synchronized Hold take(TaskId task, int pictureBytes, long deadlineAtMillis) {
    if (tasks.containsKey(task)) {
      return new Hold(Optional.empty(), false, tasks.size());
    }
    if (tasks.size() >= tasksMax || bytes + pictureBytes > bytesMax) {
      String detail = tasks.size() + " tasks with " + bytes + " bytes of pictures are under way";
      return new Hold(Optional.of(Problem.GATEWAY_BUSY.because(detail)), false, 0);
    }
    tasks.put(task, new Held(pictureBytes, deadlineAtMillis + GRACE_MILLIS));
    bytes += pictureBytes;
    return new Hold(Optional.empty(), true, tasks.size() - 1);
  }

  public synchronized void release(TaskId task) {
    Held held = tasks.remove(task);
    if (held != null) {
      bytes -= held.bytes;
    }
  }

  public synchronized void tick(long nowMillis) {
    tasks
        .values()
        .removeIf(held -> {
          boolean over = held.untilMillis < nowMillis;
          bytes -= over ? held.bytes : 0;
          return over;
        });
  }

  public synchronized int size() {
    return tasks.size();
  }
}
