package quorate.ledger.bft;

/** Which of a round's two votes it is. */
public enum VoteType {
  PREVOTE,
  PRECOMMIT
}
