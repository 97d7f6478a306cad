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
  private final int places;
  private final long askedAtMillis;
  private State state = State.OPEN;
  private boolean closed;
  private long resendAtMillis;
  private long resendAfterMillis;

  /**
   * A node is asked now.
   *
   * @param places in its queue: see {@link ServiceTimes#places}
   */
  Ask(Member member, InferTask infer, int places, long nowMillis, long resendAfterMillis) {
    this.member = member;
    this.infer = infer;
    this.places = places;
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
    return places;
  }

  long askedAtMillis() {
    return askedAtMillis;
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
