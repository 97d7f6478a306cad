package quorate.consensus;

/** One thing that is wrong with a proof. */
public record Finding(Fault fault, String detail) {
  /** What kind of thing. */
  public enum Fault {
    /** The bytes are no proof. */
    UNREADABLE,
    /** The leader's seal is missing, or does not hold: something was changed after it. */
    SEAL_BROKEN,
    /** Not from the network that was expected, or from more than one. */
    WRONG_NETWORK,
    /** An envelope's signature does not hold. */
    BAD_SIGNATURE,
    /** An envelope holds another message than it should. */
    WRONG_MESSAGE,
    /** An envelope or the verdict is about another task. */
    WRONG_TASK,
    /** An envelope is from another epoch than the verdict. */
    WRONG_EPOCH,
    /** One node speaks twice. */
    REPEATED_SPEAKER,
    /** A node that is said to agree answered another question than this task asks. */
    WRONG_QUESTION,
    /** An answer was shown without a commitment before. */
    COMMITMENT_MISSING,
    /** A node that is said to agree showed another answer than it had committed to. */
    REVEAL_MISMATCH,
    /** The answers do not make the quorum that the verdict claims. */
    QUORUM_MISSED,
    /** The answers make a quorum, and the verdict says that there is none. */
    QUORUM_HIDDEN,
    /** The verdict's answer is not what a quorum supports of the central one. */
    ANSWER_DIFFERS,
    /** The verdict names others than those who agree, or those who do not. */
    NODES_DIFFER
  }

  @Override
  public String toString() {
    return fault + ": " + detail;
  }
}
