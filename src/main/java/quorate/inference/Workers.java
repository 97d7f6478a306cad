package quorate.inference;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import quorate.task.TaskId;

/**
 * Hands jobs to workers in the order in which they came. Any thread may call: a worker that is done
 * takes its next job itself, so that none waits while the event loop is busy. How many jobs wait is
 * bounded by who hands them in: {@link Answering} opens no more tasks than it may.
 */
final class Workers {
  private final Deque<Job> waiting = new ArrayDeque<>();
  private final Deque<Worker> idle = new ArrayDeque<>();

  /** The worker used last is the warmest. */
  void take(Job job) {
    Optional<Worker> worker = freeOr(job);
    worker.ifPresent(free -> free.run(job));
  }

  private synchronized Optional<Worker> freeOr(Job job) {
    Optional<Worker> free = Optional.ofNullable(idle.pollLast());
    if (free.isEmpty()) {
      waiting.addLast(job);
    }
    return free;
  }

  /** The job of a worker that has none: a new one, or one that is done. Without one it is idle. */
  synchronized Optional<Job> next(Worker worker) {
    Optional<Job> next = Optional.ofNullable(waiting.pollFirst());
    if (next.isEmpty()) {
      idle.addLast(worker);
    }
    return next;
  }

  /** A job that no worker has begun is not begun. */
  synchronized void forget(TaskId task) {
    waiting.removeIf(job -> job.task().equals(task));
  }

  /** Runs a job somewhere else. */
  @FunctionalInterface
  interface Worker {
    void run(Job job);
  }
}
