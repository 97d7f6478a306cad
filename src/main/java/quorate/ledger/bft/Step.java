package quorate.ledger.bft;

/** How far a round has come: what the validator has not yet said in it. */
public enum Step {
  PROPOSE,
  PREVOTE,
  PRECOMMIT
}
