package quorate.ledger.bft;

/** What is waited for. */
public enum Timeout {
  /** A proposal: then nil is prevoted. */
  PROPOSE,
  /** Prevotes for one value: then nil is precommitted. */
  PREVOTE,
  /** Precommits for one value: then the next round begins. */
  PRECOMMIT,
  /** Any move of the round: then what was said last is said again (R11 iii). */
  REBROADCAST
}
