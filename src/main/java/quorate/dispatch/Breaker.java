package quorate.dispatch;

/**
 * Whether a node gets work.
 *
 * <pre>
 * ACTIVE   --failed--------> EXCLUDED   at once
 * EXCLUDED --time is over--> PROBE      gets one task, beside the replicas that count
 * PROBE    --proved--------> ACTIVE
 * PROBE    --failed--------> EXCLUDED   for twice the time
 * </pre>
 */
final class Breaker {
  enum State {
    ACTIVE,
    EXCLUDED,
    PROBE
  }

  private static final int PROVEN_AFTER = 5;

  private final DispatchPolicy policy;
  private State state = State.ACTIVE;
  private int failures;
  private int agreements;
  private long untilMillis;

  Breaker(DispatchPolicy policy) {
    this.policy = policy;
  }

  State state(long nowMillis) {
    if (state == State.EXCLUDED && untilMillis <= nowMillis) {
      state = State.PROBE;
    }
    return state;
  }

  void failed(long nowMillis) {
    agreements = 0;
    if (state(nowMillis) != State.EXCLUDED) {
      long times = 1L << Math.min(failures, 20);
      untilMillis =
          nowMillis + Math.min(policy.excludeMaxMillis(), times * policy.excludeMinMillis());
      state = State.EXCLUDED;
      failures++;
    }
  }

  /** Until when it is excluded, if it is. */
  long untilMillis() {
    return untilMillis;
  }

  /** It answered as the others did. */
  void agreed() {
    proved();
    agreements = Math.min(agreements + 1, PROVEN_AFTER);
  }

  /**
   * Whether its word may be relied on: it has agreed with others often enough in a row that who
   * lies every other time hardly ever gets so far, and made up for its failures.
   */
  boolean proven() {
    return agreements == PROVEN_AFTER && failures == 0;
  }

  /** It answered, be it right or not. */
  void proved() {
    if (state == State.ACTIVE) {
      failures = Math.max(0, failures - 1);
    }
    state = State.ACTIVE;
  }

  /** It was the task's fault. */
  void pardon() {
    state = State.ACTIVE;
    failures = Math.max(0, failures - 1);
  }
}
