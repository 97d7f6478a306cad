package quorate.ledger.audit;

/**
 * Something that is not as it must be.
 *
 * @param height where
 * @param detail what is there and what should be, for people
 */
public record Finding(long height, Fault fault, String detail) {
  /** What can be wrong with a stored chain or with a proof. */
  public enum Fault {
    HEADER_MISSING,
    HEADER_UNREADABLE,
    WRONG_GENESIS,
    WRONG_CHAIN,
    WRONG_HEIGHT,
    WRONG_PREVIOUS,
    TIME_NOT_LATER,
    /** The validators are not those that the header before named. */
    WRONG_VALIDATORS,
    BLOCK_MISSING,
    BLOCK_UNREADABLE,
    WRONG_TRANSACTIONS_ROOT,
    WRONG_LAST_COMMIT,
    COMMIT_MISSING,
    COMMIT_UNREADABLE,
    /** A certificate, but of another height or another block. */
    COMMIT_OF_ANOTHER,
    /** A signature does not hold, signers have no seat, or they are no quorum. */
    COMMIT_INVALID,
    /** Executing the block does not lead to what its header says. */
    EXECUTION_DIFFERS,
    /** A law of the ledger is broken. */
    LAW_BROKEN,
    /** An entry of the state is not what the blocks lead to. */
    STATE_DIFFERS,
    /** The tree over the state is not what the entries lead to. */
    TREE_DIFFERS,
    /** The store's tip is not its last header's. */
    TIP_DIFFERS,
    /** A transaction is not found at its height. */
    INDEX_DIFFERS,
    /** The proof does not show what it says. */
    PROOF_INVALID,
    /** The proof is about something else than what is trusted. */
    NOT_TRUSTED
  }
}
