package quorate.consensus;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import quorate.task.Answer;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.wire.Commitment;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Received.Good;
import quorate.wire.Signed;

/**
 * One node's part in a trial: asked, then committed, then asked to reveal, then revealed. It may
 * decline while it is asked, be gone at any time, and come back from that.
 */
final class Ballot {
  private static final long NEVER = Long.MAX_VALUE;

  private final NodeId node;
  private long hedgeAtMillis;
  private int round;
  private boolean declined;
  private boolean gone;
  private @Nullable Digest commitment;
  private @Nullable Signed commitmentEvidence;
  private long giveUpAtMillis = NEVER;
  private long askAgainAtMillis = NEVER;
  private long graceUntilMillis = NEVER;
  private @Nullable Answer answer;
  private @Nullable Signed answerEvidence;
  private boolean mismatched;

  /**
   * A node is asked.
   *
   * @param round how often reveals had been opened before
   */
  Ballot(NodeId node, long hedgeAtMillis, int round) {
    this.node = node;
    this.hedgeAtMillis = hedgeAtMillis;
    this.round = round;
  }

  /** It is asked once more, for it had declined or seemed gone. */
  void assignedAgain(long newHedgeAtMillis, int newRound) {
    if (commitment == null && !shown()) {
      hedgeAtMillis = newHedgeAtMillis;
      round = newRound;
      gone = false;
      declined = false;
    }
  }

  void hedgeAt(long millis) {
    hedgeAtMillis = millis;
  }

  void decline() {
    declined = commitment == null && answer == null;
  }

  void lose() {
    gone = true;
  }

  /** Binds it in the current round, even if it was asked in an earlier one; it is told so then. */
  Optional<Reason> commit(Good<AnswerCommitted> heard, int currentRound) {
    if (commitment != null) {
      boolean repeated = commitment.equals(heard.said().commitment());
      return repeated ? Optional.empty() : Optional.of(Reason.COMMITTED_TWICE);
    }
    boolean late = round < currentRound;
    round = currentRound;
    gone = false;
    declined = false;
    commitment = heard.said().commitment();
    commitmentEvidence = heard.evidence();
    return late ? Optional.of(Reason.COMMITTED_LATE) : Optional.empty();
  }

  void askReveal(long nowMillis, JuryPolicy policy) {
    if (giveUpAtMillis == NEVER) {
      giveUpAtMillis = nowMillis + policy.revealMillis();
      graceUntilMillis = nowMillis + policy.graceMillis();
    }
    askAgainAtMillis = nowMillis + policy.askAgainMillis();
  }

  /**
   * Takes a reveal that was asked for; one that does not match stays as evidence.
   *
   * @param question the digest of what it was asked
   */
  Optional<Reason> reveal(Good<AnswerRevealed> heard, Digest question) {
    if (answerEvidence != null) {
      return Optional.empty();
    }
    if (commitment == null || giveUpAtMillis == NEVER) {
      return Optional.of(Reason.NOT_ASSIGNED);
    }
    AnswerRevealed said = heard.said();
    answerEvidence = heard.evidence();
    mismatched = !said.question().equals(question) || !Commitment.of(node, said).equals(commitment);
    if (mismatched) {
      return Optional.of(Reason.REVEAL_MISMATCH);
    }
    answer = said.answer();
    return Optional.empty();
  }

  /** Takes an answer that needs no commitment, for the task has one replica only. */
  Optional<Reason> answerOpenly(Good<AnswerRevealed> heard, Digest question) {
    if (!heard.said().question().equals(question)) {
      return Optional.of(Reason.REVEAL_MISMATCH);
    }
    if (answerEvidence == null) {
      answer = heard.said().answer();
      answerEvidence = heard.evidence();
      return Optional.empty();
    }
    boolean repeated = heard.said().answer().equals(answer);
    return repeated ? Optional.empty() : Optional.of(Reason.COMMITTED_TWICE);
  }

  int round() {
    return round;
  }

  NodeId node() {
    return node;
  }

  Optional<Answer> answer() {
    return Optional.ofNullable(answer);
  }

  Optional<Signed> commitmentEvidence() {
    return Optional.ofNullable(commitmentEvidence);
  }

  Optional<Signed> answerEvidence() {
    return Optional.ofNullable(answerEvidence);
  }

  /** Whether it showed an answer, be it the one that it was bound to or not. */
  boolean shown() {
    return answerEvidence != null;
  }

  /** Whether it may still commit. */
  boolean asked() {
    return commitment == null && !shown() && !declined && !gone;
  }

  /** Whether it was asked in this round and may still commit. */
  boolean asked(int currentRound) {
    return asked() && round == currentRound;
  }

  /** Whether it is bound and has not been asked to reveal. */
  boolean bound() {
    return commitment != null && giveUpAtMillis == NEVER && !gone;
  }

  /** Whether its reveal is asked for and still expected. */
  boolean revealing(long nowMillis) {
    return giveUpAtMillis != NEVER && !shown() && !gone && nowMillis < giveUpAtMillis;
  }

  /** Whether its reveal is waited for even when it can change no answer any more. */
  boolean inGrace(long nowMillis) {
    return revealing(nowMillis) && nowMillis < graceUntilMillis;
  }

  /** Whether an answer of it may still come. */
  boolean open() {
    return !shown() && !declined && !gone;
  }

  /** Whether it is among those that answer: it did, or it neither declined nor is gone. */
  boolean counts() {
    return shown() || open();
  }

  /** Whether its reveal was waited for in vain. */
  boolean mute(long nowMillis) {
    return giveUpAtMillis <= nowMillis && !shown();
  }

  boolean askAgainDue(long nowMillis) {
    return revealing(nowMillis) && askAgainAtMillis <= nowMillis;
  }

  boolean hedged(long nowMillis) {
    return hedgeAtMillis <= nowMillis;
  }

  /** When time alone changes what {@link Trial} does about it. */
  long dueMillis(long nowMillis, int currentRound) {
    if (asked(currentRound)) {
      return hedged(nowMillis) ? NEVER : hedgeAtMillis;
    }
    if (!revealing(nowMillis)) {
      return NEVER;
    }
    long due = Math.min(askAgainAtMillis, giveUpAtMillis);
    return inGrace(nowMillis) ? Math.min(due, graceUntilMillis) : due;
  }
}
