package quorate.dispatch;

/**
 * How long nodes are waited for.
 *
 * <p>A task's hedge is the time at which the fastest of those asked that make a quorum should have
 * answered. Nobody is waited for beyond it, and who cannot be there by then is not waited for at
 * all, with one exception: while a task has too few left to ask besides, a node whose absence would
 * leave the decision to one that has not proved itself is waited for longer. Otherwise a liar who
 * is quick and one honest answer would open the reveals, and leave the task disputed.
 */
final class Patience {
  private static final long NEVER = Long.MAX_VALUE;

  private final DispatchPolicy policy;
  private final Roster roster;
  private final ServiceTimes times;

  Patience(DispatchPolicy policy, Roster roster, ServiceTimes times) {
    this.policy = policy;
    this.roster = roster;
    this.times = times;
  }

  /** Whether it has neither failed nor kept us waiting for far longer than it should. */
  boolean trusted(Member member, long now) {
    return member.breaker().state(now) == Breaker.State.ACTIVE
        && (member.idle() || now <= member.silentSinceMillis() + 2 * p95OfOldest(member, now));
  }

  /** When a node that owes an answer has failed if it stays silent. */
  long silentAtMillis(Member member, long now) {
    long patience = Math.max(policy.silentMillis(), 4 * p95OfOldest(member, now));
    return member.idle() ? NEVER : member.silentSinceMillis() + patience;
  }

  private long p95OfOldest(Member member, long now) {
    return member
        .oldest()
        .map(ask ->
            Math.round(times.p95Millis(member.node(), ask.infer().model(), ask.places(), now)))
        .orElse(0L);
  }

  /** When more nodes are asked, should fewer than the quorum have answered. */
  long hedgeAtMillis(Assignment assignment, long now) {
    return policy.hedgeSlackMillis()
        + (assignment.escalated() ? lastDue(assignment) : quorumDue(assignment, now));
  }

  /** Until when one of those asked is waited for. */
  long hedgeAtMillis(Assignment assignment, Ask ask, long now) {
    long hedgeAt = hedgeAtMillis(assignment, now);
    long until = Math.min(ask.hedgeAtMillis(), hedgeAt);
    if (decisive(assignment, ask, now)) {
      long longest = ask.askedAtMillis() + policy.doubtMillis();
      until = Math.max(hedgeAt, Math.min(longest, assignment.halfTimeMillis()));
    }
    return until < ask.expectedAtMillis() ? ask.askedAtMillis() : until;
  }

  private static long quorumDue(Assignment assignment, long now) {
    int missing = assignment.quorum() - assignment.answered();
    long[] dues =
        assignment.counting().stream()
            .filter(Ask::open)
            .mapToLong(ask -> due(ask, now))
            .sorted()
            .toArray();
    return missing <= 0 || dues.length == 0 ? now : dues[Math.min(missing, dues.length) - 1];
  }

  /** Who is late already is given as much time again. */
  private static long due(Ask ask, long now) {
    long due = ask.dueAtMillis();
    return now < due ? due : now + due - ask.askedAtMillis();
  }

  /** In a later round each answer is needed: it pays to be patient. */
  private static long lastDue(Assignment assignment) {
    return assignment.counting().stream()
        .filter(assignment::askedLater)
        .mapToLong(ask -> 2 * ask.dueAtMillis() - ask.askedAtMillis())
        .max()
        .orElse(0);
  }

  /** Whether without it the answers may be those of one who has not proved himself. */
  private boolean decisive(Assignment assignment, Ask ask, long now) {
    long proven =
        assignment.counting().stream()
            .filter(other -> other != ask && other.member().breaker().proven())
            .count();
    return proven < assignment.quorum()
        && !assignment.escalated()
        && spares(assignment, now) < assignment.quorum();
  }

  /** How many could be asked if the first answers disagree; then a quorum more is needed. */
  private int spares(Assignment assignment, long now) {
    return roster
        .offering(
            assignment,
            member -> trusted(member, now) && !assignment.hasAsked(member),
            assignment.quorum())
        .size();
  }
}
