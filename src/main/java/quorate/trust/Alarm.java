package quorate.trust;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import quorate.task.NodeId;

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
  private final Map<NodeId, Integer> heard = new HashMap<>(); // of this epoch, by leaders watched
  private final Set<NodeId> struck = new HashSet<>(); // likewise
  private long owed; // millionths of an answer; negative: paid in advance
  private long epoch;
  private int given; // by this node, in this epoch
  private int givenBefore; // in the one before

  Alarm(TrustPolicy policy) {
    this.policy = policy;
  }

  boolean rung() {
    return owed > 0;
  }

  /** Begins an epoch of audit seeds, unless it has begun. */
  void epoch(long now) {
    if (now != epoch) {
      givenBefore = now == epoch + 1 ? given : 0;
      given = 0;
      epoch = now;
      heard.clear();
      struck.clear();
    }
  }

  /** An answer was given out, audited or not. */
  void given() {
    given++;
    payBack();
  }

  /**
   * Another leader says that it gave one out. It may make them up: so each pays back no more in an
   * epoch than this node did itself.
   */
  void heardOfGiven(NodeId leader) {
    if (heard.merge(leader, 1, Integer::sum) <= Math.max(given, givenBefore)) {
      payBack();
    }
  }

  /** Another leader says that an audit overturned one: once an epoch that is believed. */
  void heardOfOverturned(NodeId leader, int chance) {
    if (struck.add(leader)) {
      overturned(Math.max(chance, policy.auditMin()));
    }
  }

  private void payBack() {
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
