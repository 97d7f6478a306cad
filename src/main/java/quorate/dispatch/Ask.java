package quorate.dispatch;

import quorate.wire.Message.InferTask;

/** One node asked for one task: open until it answers, declines or is lost. */
final class Ask {
  /** How it stands. */
  enum State {
    OPEN,
    ANSWERED,
    DECLINED,
    LOST
  }

  private final Member member;
  private final InferTask infer;
  private final Choice.Estimate estimate;
  private final long askedAtMillis;
  private State state = State.OPEN;
  private boolean closed;
  private boolean beside;
  private long hedgeAtMillis = Long.MAX_VALUE;
  private long resendAtMillis;
  private long resendAfterMillis;

  /**
   * A node is asked now.
   *
   * @param estimate how long it will take
   */
  Ask(
      Member member,
      InferTask infer,
      Choice.Estimate estimate,
      long nowMillis,
      long resendAfterMillis) {
    this.member = member;
    this.infer = infer;
    this.estimate = estimate;
    this.askedAtMillis = nowMillis;
    this.resendAfterMillis = resendAfterMillis;
    this.resendAtMillis = nowMillis + resendAfterMillis;
  }

  Member member() {
    return member;
  }

  InferTask infer() {
    return infer;
  }

  int places() {
    return estimate.places();
  }

  long askedAtMillis() {
    return askedAtMillis;
  }

  /** When its answer is expected. */
  long expectedAtMillis() {
    return askedAtMillis + (long) Math.ceil(estimate.expectedMillis());
  }

  /** When its answer will have come with a probability of 95 %. */
  long dueAtMillis() {
    return askedAtMillis + (long) Math.ceil(estimate.p95Millis());
  }

  /** It is asked beside the replicas, and nobody waits for it. */
  void beside() {
    beside = true;
  }

  /** Whether it is one of the replicas, and its answer has come or may still come. */
  boolean counts() {
    return live() && !beside;
  }

  /** Until when the jury was told to wait for it. */
  long hedgeAtMillis() {
    return hedgeAtMillis;
  }

  void hedgeAt(long millis) {
    hedgeAtMillis = millis;
  }

  State state() {
    return state;
  }

  boolean open() {
    return state == State.OPEN;
  }

  /** Whether its answer has come or may still come. */
  boolean live() {
    return state == State.OPEN || state == State.ANSWERED;
  }

  void end(State how) {
    state = how;
  }

  /** Its task has been decided; the answer is only awaited to see how long it takes. */
  void close() {
    closed = true;
  }

  boolean closed() {
    return closed;
  }

  long resendAtMillis() {
    return resendAtMillis;
  }

  /** Each time it is asked again after twice as long. */
  void resent(long nowMillis) {
    resendAfterMillis *= 2;
    resendAtMillis = nowMillis + resendAfterMillis;
  }
}
