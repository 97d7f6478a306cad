package quorate.ledger.bft;

/** Why a message, a certificate or evidence does not hold. */
public enum Flaw {
  BAD_SIGNATURE,
  /** Somebody speaks who has no vote at this height. */
  NOT_A_VALIDATOR,
  /** A proposal from somebody whose turn it was not. */
  NOT_THE_PROPOSER,
  /** The signers have less power than a quorum. */
  NO_QUORUM,
  /** What two messages say does not contradict each other. */
  NO_CONFLICT,
  /** The two halves of evidence are in the wrong order: one offence has one encoding. */
  NOT_ORDERED
}
