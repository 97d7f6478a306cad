package quorate.ledger.bft;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.task.Digest;

/**
 * What a validator remembers of a height's rounds: what it is locked on, and what it would propose.
 *
 * <p>Beyond the algorithm it remembers the last round in which it precommitted something else than
 * what it is locked on. Malachite's amnesia evidence takes the signers of commit(v, c) and of a
 * later polka(w, r, vr) with vr below c for liars. One who was locked on v in c, and then by a
 * polka on w, may prevote w in answer to an old proposal by the plain rule (line 29: it is locked
 * on w), and would be convicted. Here it prevotes nil: a stronger guard, so nothing is said that
 * the algorithm would not say; and a proposer who has heard of the later polka is not refused.
 */
final class Locks {
  private @Nullable Digest locked;
  private int lockedRound = Round.NONE;
  private int otherRound = Round.NONE; // the last precommit for a value other than the locked one
  private @Nullable Proposed valid; // with the polka of its own round

  /** Whether a value may be prevoted that is proposed with this valid round (lines 23 and 29). */
  boolean permits(Digest value, int validRound) {
    return (value.equals(locked) ? otherRound : lockedRound) <= validRound;
  }

  void lock(Digest value, int round) {
    if (locked != null && !value.equals(locked)) {
      otherRound = lockedRound;
    }
    locked = value;
    lockedRound = round;
  }

  /** A value that a quorum prevoted in the proposal's round; a later round replaces an earlier. */
  void holdValid(Proposed proposed) {
    valid = proposed;
  }

  Optional<Proposed> valid() {
    return Optional.ofNullable(valid);
  }

  int validRound() {
    return valid == null ? Round.NONE : valid.proposal().round();
  }

  Optional<Digest> locked() {
    return Optional.ofNullable(locked);
  }

  int lockedRound() {
    return lockedRound;
  }
}
