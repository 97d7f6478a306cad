package quorate.cli.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import quorate.client.Reply.Status;

/** How tasks ended and how long they took, by the minute in which they were due. */
final class Windows {
  private static final long NANOS_MAX = 60_000_000_000L;

  /** A short run has four of its own. */
  private static final int COUNT_MIN = 4;

  /** The first and the last that are compared, at most. */
  private static final int COMPARED_MAX = 5;

  private final long nanos;
  private final List<Window> all = new ArrayList<>();
  private final Map<Status, Long> ends = new EnumMap<>(Status.class);

  Windows(long timeNanos) {
    this.nanos = Math.max(1, Math.min(NANOS_MAX, timeNanos / COUNT_MIN));
    for (long from = 0; from < timeNanos; from += nanos) {
      all.add(new Window(Latencies.histogram()));
    }
  }

  private static final class Window {
    private final Histogram micros;
    private long failed;

    Window(Histogram micros) {
      this.micros = micros;
    }
  }

  long nanos() {
    return nanos;
  }

  int count() {
    return all.size();
  }

  /**
   * Counts a task.
   *
   * @param dueNanos when it was due, after the beginning
   */
  synchronized void count(long dueNanos, Status end, long tookNanos) {
    Window window = all.get(Math.clamp(dueNanos / nanos, 0, all.size() - 1));
    ends.merge(end, 1L, Long::sum);
    if (end == Status.AGREED) {
      Latencies.record(window.micros, tookNanos);
    } else {
      window.failed++;
    }
  }

  synchronized long ended() {
    return ends.values().stream().mapToLong(each -> each).sum();
  }

  synchronized long ended(Status how) {
    return ends.getOrDefault(how, 0L);
  }

  /** The p99 of the last minutes over that of the first; 0 when nothing was agreed on in either. */
  synchronized double lastOverFirst() {
    double first = millis(first(), 99);
    return first == 0 ? 0 : millis(last(), 99) / first;
  }

  /** How many windows are compared on either side. */
  int compared() {
    return Math.clamp(all.size() / COUNT_MIN, 1, COMPARED_MAX);
  }

  private Histogram first() {
    return together(all.subList(0, compared()));
  }

  private Histogram last() {
    return together(all.subList(all.size() - compared(), all.size()));
  }

  private static Histogram together(List<Window> some) {
    Histogram micros = Latencies.histogram();
    some.forEach(each -> micros.add(each.micros));
    return micros;
  }

  private static double millis(Histogram micros, double percentile) {
    return micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(percentile) / 1000.0;
  }

  /** One of them, as far as its tasks have ended. */
  synchronized String line(int index) {
    Window window = all.get(index);
    return String.format(
        Locale.ROOT,
        "%d agreed on, p50 %.1f ms, p99 %.1f ms, %d failed",
        window.micros.getTotalCount(),
        millis(window.micros, 50),
        millis(window.micros, 99),
        window.failed);
  }

  synchronized JsonObject json() {
    JsonArray each = new JsonArray();
    all.forEach(window -> each.add(json(window.micros).put("failed", window.failed)));
    JsonObject ended = new JsonObject();
    ends.forEach((how, many) -> ended.put(how.name().toLowerCase(Locale.ROOT), many));
    return new JsonObject()
        .put("windowSeconds", nanos / 1e9)
        .put("windows", each)
        .put("compared", compared())
        .put("first", json(first()))
        .put("last", json(last()))
        .put("p99LastOverFirst", lastOverFirst())
        .put("ended", ended);
  }

  private static JsonObject json(Histogram micros) {
    return new JsonObject()
        .put("agreed", micros.getTotalCount())
        .put("p50Millis", millis(micros, 50))
        .put("p99Millis", millis(micros, 99))
        .put("maxMillis", millis(micros, 100));
  }
}
