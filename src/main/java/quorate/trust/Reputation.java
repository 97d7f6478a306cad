package quorate.trust;

import quorate.task.Check;

/**
 * What is known of one node with one model.
 *
 * @param evidence that it lies, 0 or more: see {@link LyingTest}
 * @param banned for good
 */
public record Reputation(Counts counts, Streak streak, double evidence, boolean banned) {
  public static final Reputation NONE = new Reputation(Counts.NONE, Streak.NONE, 0, false);

  /**
   * Everything since it was first seen.
   *
   * @param valid answers that others agreed with, in time
   * @param late answers after the verdict that agree with it
   * @param wrong answers that a verdict contradicts
   * @param heard valid answers that other leaders tell of
   * @param alone answers that were given out uncompared
   * @param auditsPassed of those given alone, how many were audited and held
   * @param auditsFailed and did not
   */
  public record Counts(
      long valid,
      long late,
      long wrong,
      long heard,
      long alone,
      long auditsPassed,
      long auditsFailed) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

    public Counts {
      Check.argument(valid >= 0 && late >= 0 && wrong >= 0 && heard >= 0, "counts are >= 0");
      Check.argument(alone >= 0 && auditsPassed >= 0 && auditsFailed >= 0, "counts are >= 0");
    }

    /** How many answers this leader has compared itself. */
    public long compared() {
      return valid + late + wrong;
    }

    private Counts plus(Counts more) {
      return new Counts(
          valid + more.valid,
          late + more.late,
          wrong + more.wrong,
          heard + more.heard,
          alone + more.alone,
          auditsPassed + more.auditsPassed,
          auditsFailed + more.auditsFailed);
    }
  }

  /**
   * What has happened since it was wrong the last time.
   *
   * @param valid answers that were compared and agreed, late ones too
   * @param heard those that other leaders tell of
   * @param audits passed
   * @param sinceMillis when the first of them came; 0 while there is none
   */
  public record Streak(long valid, long heard, long audits, long sinceMillis) {
    static final Streak NONE = new Streak(0, 0, 0, 0);

    public Streak {
      Check.argument(valid >= 0 && heard >= 0 && audits >= 0, "streaks are >= 0");
    }

    private Streak plus(int moreValid, int moreHeard, int moreAudits, long nowMillis) {
      return new Streak(
          valid + moreValid,
          heard + moreHeard,
          audits + moreAudits,
          equals(NONE) ? nowMillis : sinceMillis);
    }
  }

  public Reputation {
    Check.argument(evidence >= 0, "evidence >= 0");
  }

  /** So many valid answers count for trust: of others' word at most half of what is needed. */
  public long counted(TrustPolicy policy) {
    return streak.valid + Math.min(streak.heard, policy.validMin() / 2);
  }

  public Rating rating(TrustPolicy policy, long nowMillis) {
    if (banned) {
      return Rating.BANNED;
    }
    boolean often = counted(policy) >= policy.validMin();
    return often && nowMillis >= trustedFromMillis(policy) ? Rating.TRUSTED : Rating.NEW;
  }

  /** The earliest time at which it may be trusted; meaningful while it has a streak. */
  public long trustedFromMillis(TrustPolicy policy) {
    return streak.sinceMillis + policy.afterMillis();
  }

  /** With which probability an answer that it gives alone is audited, in millionths. */
  public int auditChance(TrustPolicy policy) {
    long falling =
        streak.audits == 0 ? Shares.ONE : policy.auditFactor() * (long) Shares.ONE / streak.audits;
    return (int) Math.min(Shares.ONE, Math.max(policy.auditMin(), falling));
  }

  Reputation agreed(boolean late, LyingTest test, long nowMillis) {
    double now = test.next(evidence, counts.compared(), false);
    Counts one = new Counts(late ? 0 : 1, late ? 1 : 0, 0, 0, 0, 0, 0);
    return new Reputation(counts.plus(one), streak.plus(1, 0, 0, nowMillis), now, banned);
  }

  /**
   * It was wrong, and begins anew.
   *
   * @param proven whether so many contradict it that it counts for a ban
   */
  Reputation dissented(boolean proven, LyingTest test) {
    double now = proven ? test.next(evidence, counts.compared(), true) : evidence;
    Counts one = new Counts(0, 0, 1, 0, 0, 0, 0);
    return new Reputation(counts.plus(one), Streak.NONE, now, banned || test.lies(now));
  }

  /** Another leader says that it was right. */
  Reputation heardOf(long nowMillis) {
    Counts one = new Counts(0, 0, 0, 1, 0, 0, 0);
    return new Reputation(counts.plus(one), streak.plus(0, 1, 0, nowMillis), evidence, banned);
  }

  /** Another leader says that it was wrong: nothing that a ban rests on, but no longer trusted. */
  Reputation doubted() {
    return new Reputation(counts, Streak.NONE, evidence, banned);
  }

  Reputation answeredAlone() {
    return new Reputation(counts.plus(new Counts(0, 0, 0, 0, 1, 0, 0)), streak, evidence, banned);
  }

  Reputation passedAudit(long nowMillis) {
    Counts one = new Counts(0, 0, 0, 0, 0, 1, 0);
    return new Reputation(counts.plus(one), streak.plus(0, 0, 1, nowMillis), evidence, banned);
  }

  Reputation failedAudit() {
    return new Reputation(counts.plus(new Counts(0, 0, 0, 0, 0, 0, 1)), streak, evidence, banned);
  }
}
