package quorate.gateway;

import java.util.Map;

/**
 * How a gateway is doing, for metrics and health.
 *
 * @param streams open now
 * @param inFlight tasks without a verdict now
 * @param refused by the problems' codes, since the start
 */
public record GatewayCounts(
    int streams,
    int inFlight,
    boolean draining,
    long sessionsOpened,
    long sessionsResumed,
    long tasksAccepted,
    long tasksRepeated,
    long resultsSent,
    long pictureBytes,
    Map<String, Long> refused) {
  public GatewayCounts {
    refused = Map.copyOf(refused);
  }
}
