package quorate.dispatch;

import static java.util.Comparator.comparingDouble;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Picks the nodes for a task: a draw makes candidates of some, distinct operators before others,
 * and the fastest of the candidates are taken.
 */
final class Choice {
  private final ServiceTimes times;
  private final DispatchPolicy policy;
  private final Reliance reliance;

  Choice(ServiceTimes times, DispatchPolicy policy) {
    this(times, policy, Reliance.NONE);
  }

  Choice(ServiceTimes times, DispatchPolicy policy, Reliance reliance) {
    this.times = times;
    this.policy = policy;
    this.reliance = reliance;
  }

  /** The {@code count} best of those that are free, or all of them when they are fewer. */
  List<Member> best(Assignment assignment, List<Member> free, int count, long nowMillis) {
    if (free.size() <= count && free.stream().noneMatch(Member::volunteer)) {
      return free;
    }
    return candidates(assignment, preferred(assignment, free, count), count).stream()
        .sorted(comparingDouble(member -> expected(assignment, member, nowMillis)))
        .limit(count)
        .toList();
  }

  /**
   * Where one answer may decide, and where answers contradict each other, those that are relied on
   * come first, as far as there are enough of them.
   */
  private List<Member> preferred(Assignment assignment, List<Member> free, int count) {
    if (assignment.quorum() > 1 && !assignment.escalated()) {
      return free;
    }
    List<Member> relied =
        free.stream()
            .filter(member -> reliance.mayAnswerAlone(member.node(), assignment.model()))
            .toList();
    return relied.size() < count ? free : relied;
  }

  double expected(Assignment assignment, Member member, long nowMillis) {
    return times.expectedMillis(member.node(), assignment.model(), member.places(), nowMillis);
  }

  /** How long it will take a member to answer one more task. */
  Estimate estimate(Assignment assignment, Member member, long nowMillis) {
    return new Estimate(
        member.places(),
        expected(assignment, member, nowMillis),
        times.p95Millis(member.node(), assignment.model(), member.places(), nowMillis));
  }

  /**
   * How long an answer will take.
   *
   * @param places in the node's queue: see {@link ServiceTimes#places}
   * @param p95Millis in what time it will have come with a probability of 95 %
   */
  record Estimate(int places, double expectedMillis, double p95Millis) {}

  /**
   * The first of the draw, each of another operator as far as there are enough operators; in the
   * order of the draw, so that of equally fast ones the draw decides. Of volunteers no two of one
   * operator answer one task, whatever is lacking: a stranger costs nothing to multiply.
   */
  private List<Member> candidates(Assignment assignment, List<Member> free, int count) {
    List<Member> drawn = new ArrayList<>(free);
    drawn.sort(drawOrder(assignment));
    int most = count * policy.candidateFactor();
    Set<String> operators = new HashSet<>(assignment.operators());
    List<Member> candidates = new ArrayList<>();
    List<Member> others = new ArrayList<>();
    for (Member member : drawn) {
      boolean taken = candidates.size() < most && operators.add(member.operator());
      (taken ? candidates : others).add(member);
    }
    for (Member member : others) {
      if (candidates.size() < count && !member.volunteer()) {
        candidates.add(member);
      }
    }
    return candidates;
  }

  private static Comparator<Member> drawOrder(Assignment assignment) {
    return (one, other) ->
        Long.compareUnsigned(assignment.rank(one), assignment.rank(other)) != 0
            ? Long.compareUnsigned(assignment.rank(one), assignment.rank(other))
            : one.node().compareTo(other.node());
  }
}
