package quorate.node.cluster;

import io.vertx.core.Future;
import java.util.List;
import quorate.task.Bytes;
import quorate.task.TaskId;

/**
 * What escrows have left is promised to tasks as they are accepted. All gateways of a cluster share
 * the promises, so that together they promise no more than an escrow has; they last until the task
 * was paid, or is over.
 */
public interface EscrowPromises {
  /** Of one escrow; a further one is refused as if nothing were left. */
  int PROMISES_MAX = 4096;

  /** How many promises of a full escrow are named, to be looked at. */
  int ELDEST_MAX = 256;

  /**
   * Promises a task its price.
   *
   * @param escrow the canonical bytes of its name
   */
  Future<Answer> promise(Bytes escrow, Wish wish);

  /** Keeps a promise that was made before and may be forgotten by now, whatever is left. */
  Future<Void> again(Bytes escrow, TaskId task, long untilMillis);

  /**
   * These are paid, or will not be.
   *
   * @param height at which the ledger was asked; 0 for those that will not be paid
   */
  Future<Void> over(Bytes escrow, List<TaskId> tasks, long height);

  /** The promises for which this node is to look; what it does blocks, where that is allowed. */
  Future<List<Promised>> mine();

  /**
   * A promise that is wanted.
   *
   * @param untilMillis by when the task was paid or has failed
   * @param most how many tasks the escrow can pay with what it has left at {@code height}
   * @param nowMillis by which promises are over
   */
  record Wish(TaskId task, long untilMillis, long most, long height, long nowMillis) {}

  /** A promise that was made. */
  record Promised(Bytes escrow, TaskId task, long untilMillis) {}

  /** What became of a wish. */
  sealed interface Answer {}

  /** It is promised, now or before. */
  record Good() implements Answer {}

  /**
   * All is promised to others.
   *
   * @param eldest of them some, which may be paid by now
   */
  record Full(List<TaskId> eldest) implements Answer {
    public Full {
      eldest = List.copyOf(eldest);
    }
  }

  /** A payment is recorded at a height that the asker has not heard of: it is to ask again. */
  record Behind(long height) implements Answer {}
}
