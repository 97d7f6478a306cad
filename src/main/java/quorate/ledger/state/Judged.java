package quorate.ledger.state;

import java.util.Optional;

/** Whether a block that somebody proposed may be voted for. */
public sealed interface Judged {
  /** It may. */
  record Valid(Executed executed) implements Judged {}

  /**
   * It may not.
   *
   * @param index of the transaction that cannot be executed; -1 when that is not why
   * @param refusal why it cannot
   */
  record Invalid(Fault fault, int index, Optional<Refusal> refusal) implements Judged {
    Invalid(Fault fault) {
      this(fault, -1, Optional.empty());
    }
  }

  /** What is wrong with a block. */
  enum Fault {
    WRONG_CHAIN,
    WRONG_HEIGHT,
    WRONG_PREVIOUS,
    TIME_NOT_LATER,
    PROPOSER_UNSEATED,
    WRONG_LAST_COMMIT,
    TOO_LARGE,
    BAD_TRANSACTION,
    WRONG_VALIDATORS,
    WRONG_TRANSACTIONS_ROOT,
    WRONG_RESULTS_ROOT,
    WRONG_EVIDENCE_ROOT,
    WRONG_STATE_ROOT
  }
}
