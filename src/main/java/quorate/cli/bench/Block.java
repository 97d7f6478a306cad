package quorate.cli.bench;

/**
 * What was measured in one block.
 *
 * @param cpuNanos that the answering processes used meanwhile
 */
public record Block(long pictures, long nanos, long cpuNanos) {
  public double picturesPerSecond() {
    return nanos == 0 ? 0 : pictures * 1e9 / nanos;
  }

  public double cpuSecondsPerPicture() {
    return pictures == 0 ? 0 : cpuNanos / 1e9 / pictures;
  }
}
