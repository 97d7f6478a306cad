package quorate.trust;

/**
 * Whether all answers are audited, for too many of those that were not may have been wrong.
 *
 * <p>An answer that an audit with probability p overturns stands for 1/p answers (Horvitz and
 * Thompson, 1952), 1/p - 1 of which were given out. So much is owed then, and each answer given
 * since pays back the share of wrong ones that is tolerated. While something is owed, every answer
 * is audited: liars who strike together are stopped when the second is caught at the latest, and
 * over time no larger share of answers is wrong than is tolerated. Paid in advance is at most what
 * one costs.
 */
final class Alarm {
  private static final long ANSWER = Shares.ONE;

  private final TrustPolicy policy;
  private long owed; // millionths of an answer; negative: paid in advance

  Alarm(TrustPolicy policy) {
    this.policy = policy;
  }

  boolean rung() {
    return owed > 0;
  }

  /** An answer was given out, audited or not. */
  void given() {
    owed = Math.max(-inAdvanceMax(), owed - policy.tolerated());
  }

  /** An audit that was drawn with this probability overturned an answer. */
  void overturned(int chance) {
    long unseen = ANSWER * Shares.ONE / Math.max(1, chance) - ANSWER;
    owed = Math.min(owed + unseen, 10 * ANSWER * Shares.ONE / policy.auditMin());
  }

  long owed() {
    return owed;
  }

  void restore(long kept) {
    owed = kept;
  }

  /** As much as one overturned answer costs at most: the second one rings, whatever came before. */
  private long inAdvanceMax() {
    return ANSWER * Shares.ONE / policy.auditMin();
  }
}
