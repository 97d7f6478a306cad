package quorate.ledger.state;

/** Why a transaction cannot be executed here and now. */
public enum Refusal {
  // who sends it, and when
  SENDER_UNKNOWN,
  NONCE_USED,
  NONCE_AHEAD,
  WRONG_FEE,
  BAD_SIGNATURE,
  BALANCE_TOO_LOW,
  // escrows
  TO_ITSELF,
  ESCROW_EXISTS,
  ESCROW_UNKNOWN,
  ESCROW_CLOSED,
  ESCROW_TOO_LOW,
  DEADLINE_TOO_SOON,
  DEADLINE_TOO_FAR,
  DEADLINE_PASSED,
  DEADLINE_AHEAD,
  SETTLER_UNKNOWN,
  SETTLERS_TOO_FEW,
  ALREADY_PAID,
  // stakes
  STAKE_TOO_LOW,
  STAKE_IN_USE,
  UNBONDING_TOO_MANY,
  NOTHING_FREE,
  // validators
  NOT_AUTHORIZED,
  POWER_UNBACKED,
  POWER_UNCHANGED,
  EPOCH_EXHAUSTED,
  SEATS_UNFIT,
  // evidence
  EVIDENCE_UNTIMELY,
  EVIDENCE_UNPROVEN,
  OFFENDER_UNKNOWN,
  OFFENCE_PUNISHED,
  // where it should wait or stand
  POOL_FULL,
  ACCOUNT_FULL,
  NONCE_TAKEN,
  KNOWN,
  BLOCK_FULL;

  /** Whether no later block can undo it: what is paid stays paid, and an escrow never grows. */
  public boolean lasts() {
    return switch (this) {
      case WRONG_FEE,
          BAD_SIGNATURE,
          TO_ITSELF,
          ESCROW_EXISTS,
          ESCROW_CLOSED,
          ESCROW_TOO_LOW,
          DEADLINE_TOO_SOON,
          DEADLINE_PASSED,
          ALREADY_PAID,
          OFFENCE_PUNISHED ->
          true;
      default -> false;
    };
  }
}
