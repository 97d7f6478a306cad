package quorate.node.cluster;

import java.time.Duration;
import quorate.task.Check;

/**
 * How much the task book keeps, and for how long. Open tasks are never dropped.
 *
 * @param verdicts how long a decided task is kept
 * @param sessions how long a session without a sign of its client is kept
 * @param openMax the most open tasks that this node leads; more are not accepted
 * @param toldMax the most acknowledged tasks that this node keeps; the oldest go first
 * @param toldBytesMax the most bytes of them, with their answers and proofs
 * @param pictureBytesMax the most bytes of pictures of decided tasks that this node keeps, for
 *     those who watch; the oldest go first
 */
public record BookLimits(
    Duration verdicts,
    Duration sessions,
    int openMax,
    int toldMax,
    long toldBytesMax,
    long pictureBytesMax) {
  /** However small they are. */
  public static final int TOLD_MAX = 20_000;

  public BookLimits {
    Check.argument(verdicts.isPositive() && sessions.isPositive(), "things are kept for a time");
    Check.argument(openMax >= 1 && toldMax >= 0, "limits are not negative");
    Check.argument(toldBytesMax >= 0 && pictureBytesMax >= 0, "limits are not negative");
  }
}
