package quorate.taskmap;

import quorate.task.Verdict;

/**
 * Tasks counted since this node began to watch, and the last minute in figures.
 *
 * @param open accepted and not yet decided
 * @param unsettled failed, expired or called off
 * @param answeredPerSecond over the last ten seconds
 * @param ackP50 in milliseconds, over the last minute, −1 when nothing was measured; so are the
 *     other percentiles
 */
public record Totals(
    long accepted,
    long open,
    long agreed,
    long disputed,
    long unsettled,
    double answeredPerSecond,
    int ackP50,
    int ackP99,
    int verdictP50,
    int verdictP99) {
  static Totals of(Counts counts, Timeline.Recent recent) {
    return new Totals(
        counts.accepted,
        counts.accepted - counts.agreed - counts.disputed - counts.unsettled,
        counts.agreed,
        counts.disputed,
        counts.unsettled,
        recent.answeredPerSecond(),
        recent.ackP50(),
        recent.ackP99(),
        recent.verdictP50(),
        recent.verdictP99());
  }

  /** The running counts behind the totals. */
  static final class Counts {
    private long accepted;
    private long agreed;
    private long disputed;
    private long unsettled;

    void accepted() {
      accepted++;
    }

    void decided(Verdict.Outcome outcome) {
      switch (outcome) {
        case AGREED -> agreed++;
        case DISPUTED -> disputed++;
        case FAILED, CANCELLED, EXPIRED -> unsettled++;
      }
    }

    /** A task whose leader vanished before it told the end is no longer counted as open. */
    void lost() {
      unsettled++;
    }
  }
}
