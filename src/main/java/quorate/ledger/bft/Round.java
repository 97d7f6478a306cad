package quorate.ledger.bft;

import quorate.task.Check;

/** Numbers of rounds within a height, from 0. */
final class Round {
  /** No round: never locked, nothing valid, a fresh proposal. */
  static final int NONE = -1;

  /** The last round that is spoken of; at a second each it is decades away. */
  static final int MAX = 1 << 30;

  private Round() {}

  static void check(long height, int round, int validRound) {
    Check.argument(height >= 1, "heights begin at 1");
    Check.argument(0 <= round && round <= MAX, "0 <= round <= " + MAX);
    Check.argument(NONE <= validRound && validRound < round, "-1 <= validRound < round");
  }
}
