package quorate.gateway;

import java.util.Optional;

/** Whether a client is still there, and whether it reads. */
final class Pulse {
  private final GatewayLimits limits;
  private final long startedAt;
  private long heardAt;
  private long pingedAt;
  private long stalledAt;
  private boolean stalled;

  Pulse(GatewayLimits limits, long nowMillis) {
    this.limits = limits;
    this.startedAt = nowMillis;
    this.heardAt = nowMillis;
    this.pingedAt = nowMillis;
  }

  void heard(long nowMillis) {
    heardAt = nowMillis;
  }

  void stalled(long nowMillis) {
    if (!stalled) {
      stalled = true;
      stalledAt = nowMillis;
    }
  }

  void drained(long nowMillis) {
    stalled = false;
    heardAt = nowMillis; // it reads, so it lives
  }

  boolean isStalled() {
    return stalled;
  }

  /** Why the connection is of no more use. */
  Optional<Refusal> trouble(long nowMillis, boolean greeting) {
    if (greeting && nowMillis - startedAt >= limits.patience().helloMillis()) {
      return Optional.of(
          Problem.HELLO_TIMEOUT.because(
              "expected hello within " + limits.patience().helloMillis() + " ms"));
    }
    if (stalled && nowMillis - stalledAt >= limits.patience().slowReaderMillis()) {
      return Optional.of(
          Problem.SLOW_READER.because(
              "nothing was read for "
                  + limits.patience().slowReaderMillis()
                  + " ms; resume to go on"));
    }
    if (nowMillis - heardAt >= limits.patience().silentMillis()) {
      return Optional.of(
          Problem.HALF_OPEN.because(
              "nothing was heard for " + limits.patience().silentMillis() + " ms"));
    }
    return Optional.empty();
  }

  /** Whether to ask if the client is there. */
  boolean pingDue(long nowMillis) {
    boolean due = nowMillis - Math.max(heardAt, pingedAt) >= limits.patience().pingMillis();
    if (due) {
      pingedAt = nowMillis;
    }
    return due;
  }
}
