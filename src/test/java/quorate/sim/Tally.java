package quorate.sim;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import quorate.task.NodeId;
import quorate.task.Verdict.Outcome;
import quorate.wire.Note.VerdictReached;

/** What came out of a simulation. */
public final class Tally {
  int wrong;
  private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
  private final Map<NodeId, Integer> dissents = new HashMap<>();
  private final Map<NodeId, Integer> agreements = new HashMap<>();
  private final List<Long> verdictMillis = new ArrayList<>();

  void count(VerdictReached note, long nowMillis) {
    outcomes.merge(note.verdict().outcome(), 1, Integer::sum);
    if (note.verdict().outcome() == Outcome.AGREED) {
      note.verdict().dissent().forEach(node -> dissents.merge(node, 1, Integer::sum));
      note.verdict().agreed().forEach(node -> agreements.merge(node, 1, Integer::sum));
    }
    verdictMillis.add(nowMillis - note.task().acceptedAtMillis());
  }

  public int wrong() {
    return wrong;
  }

  public int count(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0);
  }

  public int dissents(NodeId node) {
    return dissents.getOrDefault(node, 0);
  }

  public int agreements(NodeId node) {
    return agreements.getOrDefault(node, 0);
  }

  /** What was measured so far was only to warm up. */
  public void forgetTimes() {
    verdictMillis.clear();
  }

  /** A percentile of the time from acceptance to verdict. */
  public long verdictMillis(double percentile) {
    List<Long> sorted = verdictMillis.stream().sorted().toList();
    return sorted.isEmpty()
        ? 0
        : sorted.get(Math.min(sorted.size() - 1, (int) (sorted.size() * percentile / 100)));
  }

  @Override
  public String toString() {
    return outcomes
        + " wrong="
        + wrong
        + " p50="
        + verdictMillis(50)
        + " p99="
        + verdictMillis(99)
        + " max="
        + verdictMillis(100);
  }
}
