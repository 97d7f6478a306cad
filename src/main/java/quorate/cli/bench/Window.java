package quorate.cli.bench;

import java.util.function.LongSupplier;

/** Counts replies from the first one after a time on until the first one after another time. */
final class Window {
  private final long fromNanos;
  private final long untilNanos;
  private final LongSupplier cpuNanos;
  private long pictures;
  private long beganNanos;
  private long beganCpu;
  private long endedNanos;
  private long endedCpu;
  private boolean began;
  private boolean ended;

  Window(long fromNanos, long untilNanos, LongSupplier cpuNanos) {
    this.fromNanos = fromNanos;
    this.untilNanos = untilNanos;
    this.cpuNanos = cpuNanos;
  }

  void reply(long nowNanos) {
    if (ended || nowNanos < fromNanos) {
      return;
    }
    if (!began) {
      began = true;
      beganNanos = nowNanos;
      beganCpu = cpuNanos.getAsLong();
      return;
    }
    pictures++;
    if (nowNanos >= untilNanos) {
      ended = true;
      endedNanos = nowNanos;
      endedCpu = cpuNanos.getAsLong();
    }
  }

  /** Empty when no reply came after the time was over. */
  Block block() {
    return ended
        ? new Block(pictures, endedNanos - beganNanos, endedCpu - beganCpu, 1)
        : new Block(0, 0, 0, 0);
  }
}
