package quorate.cli.bench;

/**
 * What was measured in one block.
 *
 * @param cpuNanos that the answering processes used meanwhile
 * @param inferencesPerPicture how often a model ran for each picture, on the average
 */
public record Block(long pictures, long nanos, long cpuNanos, double inferencesPerPicture) {
  public double picturesPerSecond() {
    return nanos == 0 ? 0 : pictures * 1e9 / nanos;
  }

  Block with(double inferences) {
    return new Block(pictures, nanos, cpuNanos, inferences);
  }

  public double cpuSecondsPerPicture() {
    return pictures == 0 ? 0 : cpuNanos / 1e9 / pictures;
  }
}
