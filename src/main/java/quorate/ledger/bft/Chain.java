package quorate.ledger.bft;

import quorate.task.AtMost;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * Which chain is meant: a part of everything that a validator signs, so that nothing said in one
 * chain can be used in another.
 *
 * @param id the chain's name, 1 to 64 bytes of UTF-8
 * @param genesis the digest of its genesis
 */
public record Chain(@AtMost(ID_BYTES_MAX) String id, Digest genesis) {
  public static final int ID_BYTES_MAX = 64;

  public Chain {
    Check.argument(!id.isEmpty() && id.length() <= ID_BYTES_MAX, "a chain's name has 1..64 bytes");
  }
}
