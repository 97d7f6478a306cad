package quorate.inference;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import quorate.inference.Job.Done;
import quorate.task.TaskId;

/**
 * Hands jobs to workers in the order in which they came. Belongs to one thread; workers run jobs in
 * theirs and call back in this one. How many jobs wait is bounded by who hands them in: {@link
 * Answering} opens no more tasks than it may.
 */
final class Workers {
  private final Deque<Job> waiting = new ArrayDeque<>();
  private final Deque<Worker> idle = new ArrayDeque<>();
  private final Consumer<Done> done;

  Workers(Consumer<Done> done) {
    this.done = done;
  }

  /** A worker is there, and idle. */
  void join(Worker worker) {
    idle.addLast(worker);
    next();
  }

  void take(Job job) {
    waiting.addLast(job);
    next();
  }

  /** A job that no worker has begun is not begun. */
  void forget(TaskId task) {
    waiting.removeIf(job -> job.task().equals(task));
  }

  /** The worker used last is the warmest. */
  private void next() {
    while (!waiting.isEmpty() && !idle.isEmpty()) {
      Worker worker = idle.removeLast();
      worker.run(
          waiting.removeFirst(),
          finished -> {
            idle.addLast(worker);
            next();
            done.accept(finished);
          });
    }
  }

  /** Runs a job somewhere else, and says so when it is done, in the thread that asked. */
  @FunctionalInterface
  interface Worker {
    void run(Job job, Consumer<Done> finished);
  }
}
