package quorate.inference;

/**
 * How long a model takes for one picture on this node, as measured, in milliseconds.
 *
 * @param count how many answers it is taken from
 * @param variance in square milliseconds
 */
public record ServiceTime(long count, double mean, double variance) {
  /** Later answers weigh at least this much, so that the figures follow the node's load. */
  private static final double WEIGHT_MIN = 0.02;

  public static final ServiceTime NONE = new ServiceTime(0, 0, 0);

  /** With one more answer (Welford's recurrence, with a floor under the weight). */
  public ServiceTime with(double millis) {
    double weight = Math.max(1.0 / (count + 1), WEIGHT_MIN);
    double away = millis - mean;
    return new ServiceTime(
        count + 1, mean + weight * away, (1 - weight) * (variance + weight * away * away));
  }
}
