package quorate.task;

/**
 * What the client asks of the network for one task.
 *
 * @param replicas how many nodes answer at first, 1 to 15
 * @param quorum how many of them must agree, 1 to {@code replicas}
 * @param minScoreMillionths detections below it are not part of the answer; 0 to 1,000,000
 * @param topK the most detections or labels in an answer, 1 to 300
 * @param patienceMillis how long after its acceptance the task may take, 1 ms to 1 hour
 */
public record Terms(
    int replicas, int quorum, int minScoreMillionths, int topK, long patienceMillis) {
  public static final int REPLICAS_MAX = 15;
  public static final long PATIENCE_MILLIS_MAX = 3_600_000;

  public Terms {
    Check.argument(1 <= replicas && replicas <= REPLICAS_MAX, "1 <= replicas <= 15");
    Check.argument(1 <= quorum && quorum <= replicas, "1 <= quorum <= replicas");
    Check.argument(
        0 <= minScoreMillionths && minScoreMillionths <= Box.ONE, "0 <= minScore <= 1000000");
    Check.argument(1 <= topK && topK <= Answer.DETECTIONS_MAX, "1 <= topK <= 300");
    Check.argument(
        1 <= patienceMillis && patienceMillis <= PATIENCE_MILLIS_MAX, "1 <= patience <= 3600000");
  }
}
