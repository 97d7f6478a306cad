package quorate.ledger.chain;

/**
 * Between a height and the next. It is longer while nothing waits to be recorded, and ends early
 * when something does, or when another has begun: who goes on pausing would hold others up.
 */
final class Pause {
  private final ReplicaPolicy policy;
  private long soonestMillis;
  private long endMillis = Long.MAX_VALUE; // when there is none

  Pause(ReplicaPolicy policy) {
    this.policy = policy;
  }

  void begin(long nowMillis) {
    soonestMillis = nowMillis + policy.pauseMillis();
    endMillis = nowMillis + policy.idleMillis();
  }

  void end() {
    endMillis = Long.MAX_VALUE;
  }

  /** Ends it as soon as may be, if so; nothing when there is none. */
  void hasten(boolean reason, long nowMillis) {
    if (reason && endMillis != Long.MAX_VALUE) {
      endMillis = Math.min(endMillis, Math.max(nowMillis, soonestMillis));
    }
  }

  /** When it ends; {@link Long#MAX_VALUE} when there is none. */
  long endMillis() {
    return endMillis;
  }
}
