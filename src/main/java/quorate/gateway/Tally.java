package quorate.gateway;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What a gateway has done since it started, counted. Any thread may call. */
public final class Tally {
  /** What is counted besides refusals. */
  public enum Of {
    SESSIONS_OPENED,
    SESSIONS_RESUMED,
    TASKS_ACCEPTED,
    TASKS_REPEATED,
    RESULTS_SENT,
    PICTURE_BYTES
  }

  private final Map<Of, LongAdder> counts = new ConcurrentHashMap<>();
  private final Map<Problem, LongAdder> refusals = new ConcurrentHashMap<>();

  public void count(Of what, long more) {
    counts.computeIfAbsent(what, any -> new LongAdder()).add(more);
  }

  public void refused(Problem problem) {
    refusals.computeIfAbsent(problem, any -> new LongAdder()).increment();
  }

  public long of(Of what) {
    LongAdder adder = counts.get(what);
    return adder == null ? 0 : adder.sum();
  }

  public long refusals(Problem problem) {
    LongAdder adder = refusals.get(problem);
    return adder == null ? 0 : adder.sum();
  }

  /** Refusals by their codes, every one of them, also those that were never needed. */
  public Map<String, Long> refusals() {
    Map<String, Long> all = new LinkedHashMap<>();
    for (Problem problem : Problem.values()) {
      all.put(problem.code(), refusals(problem));
    }
    return all;
  }
}
