package quorate.consensus;

import static java.util.Comparator.comparing;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.Verdict;
import quorate.task.Verdict.Outcome;
import quorate.wire.Proof;

/** Writes verdicts and proofs in one canonical form, whatever the order of the ballots. */
final class Judgement {
  private Judgement() {}

  /** What the star's quorum supports is the answer; whoever showed anything else dissents. */
  static Verdict agreed(Task task, long epoch, Star star, Collection<Ballot> ballots) {
    List<NodeId> agreed = star.nodes();
    return new Verdict(
        task.id(),
        epoch,
        Outcome.AGREED,
        Optional.of(star.answer()),
        agreed,
        except(agreed, shown(ballots)),
        "");
  }

  /** A verdict without an answer; where it is disputed, all who answered are named. */
  static Verdict without(
      Task task, long epoch, Outcome outcome, Collection<Ballot> ballots, String detail) {
    List<NodeId> dissent =
        outcome == Outcome.DISPUTED ? except(List.of(), shown(ballots)) : List.of();
    return new Verdict(task.id(), epoch, outcome, Optional.empty(), List.of(), dissent, detail);
  }

  /** A line for the log. */
  static String told(Verdict verdict) {
    return "verdict=%s agreed=%s dissent=%s %s"
        .formatted(verdict.outcome(), verdict.agreed(), verdict.dissent(), verdict.detail());
  }

  static Proof proof(Task task, Verdict verdict, Collection<Ballot> ballots) {
    List<Ballot> ordered = ballots.stream().sorted(comparing(Ballot::node)).toList();
    return new Proof(
        task,
        verdict,
        ordered.stream().flatMap(ballot -> ballot.commitmentEvidence().stream()).toList(),
        ordered.stream().flatMap(ballot -> ballot.answerEvidence().stream()).toList());
  }

  /** Those who are not among the agreed, by node id. */
  static List<NodeId> except(List<NodeId> agreed, Stream<NodeId> shown) {
    Set<NodeId> without = new HashSet<>(agreed);
    return shown.filter(node -> !without.contains(node)).sorted().toList();
  }

  private static Stream<NodeId> shown(Collection<Ballot> ballots) {
    return ballots.stream().filter(Ballot::shown).map(Ballot::node);
  }
}
