package quorate.simulation;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import quorate.task.Answer;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.task.Verdict.Outcome;

/** Who did what, judged by what is in the pictures, and what was paid for it. */
final class Accounts {
  private final Map<NodeId, Participant> nodes = new LinkedHashMap<>();
  private int decided;
  private int agreed;
  private int bad;
  private long worked;
  private int alone; // tasks that went to one node at first
  private long workedAlone;

  void add(Participant node) {
    nodes.put(node.id(), node);
  }

  Participant of(NodeId node) {
    Participant known = nodes.get(node);
    if (known == null) {
      throw new IllegalArgumentException("nobody is called " + node);
    }
    return known;
  }

  Collection<Participant> all() {
    return nodes.values();
  }

  int decided() {
    return decided;
  }

  /** A node has worked out an answer. */
  void worked(NodeId node, TaskId task, Answer answer) {
    worked++;
    Participant by = of(node);
    by.worked(by.kind().isEmpty() || Truth.isRight(task, answer));
  }

  /**
   * A task is decided.
   *
   * @param shown what those who are paid have shown, as far as it may be wrong
   * @param contradicted whose pay is taken back, as far as it has not vested
   */
  void decided(
      Verdict verdict, Map<NodeId, Answer> shown, List<NodeId> contradicted, long nowMillis) {
    decided++;
    if (verdict.outcome() != Outcome.AGREED) {
      return;
    }
    agreed++;
    bad += Truth.isRight(verdict.task(), verdict.answer().orElseThrow()) ? 0 : 1;
    for (NodeId node : verdict.agreed()) {
      boolean right =
          Optional.ofNullable(shown.get(node))
              .map(answer -> Truth.isRight(verdict.task(), answer))
              .orElse(true);
      of(node).paid(right, nowMillis);
    }
    contradicted.forEach(node -> of(node).contradicted(nowMillis));
  }

  /** A task was given to one trusted node, and so much was worked out for it. */
  void alone(int answers) {
    alone++;
    workedAlone += answers;
  }

  Report report(Scenario scenario) {
    nodes.values().forEach(Participant::settle);
    List<Participant> honest = nodes.values().stream().filter(Participant::honest).toList();
    List<Participant> cheats = nodes.values().stream().filter(node -> !node.honest()).toList();
    List<Participant> began = cheats.stream().filter(Participant::wasCheating).toList();
    return new Report(
        scenario,
        agreed,
        share(bad, agreed),
        pay(nodes.values()),
        pay(cheats),
        share(sum(cheats, Participant::paidBad), sum(cheats, Participant::workedTotal)),
        detection(began),
        share(began.stream().filter(Participant::undetected).count(), began.size()),
        share(honest.stream().filter(Participant::wasBanned).count(), honest.size()),
        share(honest.stream().filter(Participant::wasExcluded).count(), honest.size()),
        (double) worked / Math.max(1, decided) - 1,
        alone == 0 ? Double.NaN : (double) workedAlone / alone - 1);
  }

  private static Report.Pay pay(Collection<Participant> of) {
    return new Report.Pay(
        share(sum(of, Participant::vestedBad), sum(of, Participant::vestedTotal)),
        share(sum(of, Participant::paidBad), sum(of, Participant::paidTotal)));
  }

  private static Report.Percentiles detection(List<Participant> began) {
    return Report.Percentiles.of(
        began.stream().mapToLong(Participant::detectedAfter).filter(after -> after >= 0).toArray());
  }

  private static long sum(Collection<Participant> nodes, ToLongFunction<Participant> what) {
    return nodes.stream().mapToLong(what).sum();
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
