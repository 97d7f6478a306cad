package quorate.taskmap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import quorate.task.Verdict;

/**
 * The last minutes, second by second: a ring. A second is told once it is over, and again when
 * something late belongs to it.
 */
final class Timeline {
  /** How many seconds are kept; what is older is counted in the oldest. */
  static final int SECONDS = 300;

  /** Over how many seconds a latency is smoothed. */
  static final int WINDOW = 5;

  private final Cell[] ring = new Cell[SECONDS];
  private long now = Long.MIN_VALUE;

  Timeline() {
    Arrays.setAll(ring, index -> new Cell());
  }

  /** Moves on to the second that {@code atMillis} lies in; a clock set back moves nothing. */
  void moveTo(long atMillis) {
    long second = Math.floorDiv(atMillis, 1000);
    if (second <= now) {
      return;
    }
    long from = Math.max(now + 1, second - SECONDS + 1);
    for (long each = now == Long.MIN_VALUE ? second - SECONDS + 1 : from; each <= second; each++) {
      cell(each).begin();
    }
    now = second;
  }

  void accepted(long atMillis, int ackMillis) {
    Cell cell = touched(atMillis);
    cell.accepted++;
    if (ackMillis > 0) {
      cell.acks.add(ackMillis);
    }
  }

  void decided(long atMillis, Verdict.Outcome outcome, int verdictMillis) {
    Cell cell = touched(atMillis);
    cell.verdicts.add(verdictMillis);
    switch (outcome) {
      case AGREED -> cell.agreed++;
      case DISPUTED -> cell.disputed++;
      case FAILED, CANCELLED, EXPIRED -> cell.unsettled++;
    }
  }

  /** The finished seconds that have changed since the last call, oldest first. */
  List<Second> news() {
    List<Second> news = new ArrayList<>();
    for (long each = now - SECONDS + 1; each < now; each++) {
      Cell cell = cell(each);
      if (cell.dirty) {
        cell.dirty = false;
        news.add(second(each));
      }
    }
    return news;
  }

  /** All finished seconds, oldest first. */
  List<Second> all() {
    List<Second> all = new ArrayList<>();
    for (long each = now - SECONDS + 1; each < now; each++) {
      all.add(second(each));
    }
    return all;
  }

  /** The rate and the latencies of the last minute. */
  Recent recent() {
    int[] acks = latencies(now, 60, cell -> cell.acks);
    int[] verdicts = latencies(now, 60, cell -> cell.verdicts);
    int answered = 0;
    for (long each = now - 10; each < now; each++) {
      Cell cell = cell(each);
      answered += cell.agreed + cell.disputed + cell.unsettled;
    }
    return new Recent(
        answered / 10.0,
        Durations.percentile(acks, 50),
        Durations.percentile(acks, 99),
        Durations.percentile(verdicts, 50),
        Durations.percentile(verdicts, 99));
  }

  /**
   * The last minute in five figures; −1 where nothing was measured.
   *
   * @param answeredPerSecond over the last ten seconds
   */
  record Recent(double answeredPerSecond, int ackP50, int ackP99, int verdictP50, int verdictP99) {}

  private Second second(long at) {
    Cell cell = cell(at);
    int[] acks = latencies(at, WINDOW, each -> each.acks);
    int[] verdicts = latencies(at, WINDOW, each -> each.verdicts);
    return new Second(
        at,
        cell.accepted,
        cell.agreed,
        cell.disputed,
        cell.unsettled,
        Durations.percentile(acks, 50),
        Durations.percentile(acks, 99),
        Durations.percentile(verdicts, 50),
        Durations.percentile(verdicts, 99));
  }

  private int[] latencies(long until, int seconds, Function<Cell, Durations> which) {
    List<Durations> handfuls = new ArrayList<>();
    for (long each = Math.max(until - seconds, now - SECONDS) + 1; each <= until; each++) {
      handfuls.add(which.apply(cell(each)));
    }
    return Durations.sorted(handfuls);
  }

  /** The cell of an instant, by another node's clock, and the later ones that it shows in. */
  private Cell touched(long atMillis) {
    long second = Math.clamp(Math.floorDiv(atMillis, 1000), now - SECONDS + 1, now);
    for (long each = second; each <= Math.min(now, second + WINDOW - 1); each++) {
      cell(each).dirty = true;
    }
    return cell(second);
  }

  private Cell cell(long second) {
    return ring[(int) Math.floorMod(second, (long) SECONDS)];
  }

  private static final class Cell {
    private final Durations acks = new Durations();
    private final Durations verdicts = new Durations();
    private int accepted;
    private int agreed;
    private int disputed;
    private int unsettled;
    private boolean dirty;

    void begin() {
      accepted = 0;
      agreed = 0;
      disputed = 0;
      unsettled = 0;
      acks.clear();
      verdicts.clear();
      dirty = true;
    }
  }
}
