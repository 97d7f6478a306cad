package quorate.volunteer;

import java.util.LinkedHashMap;
import java.util.Map;
import quorate.task.Digest;

/**
 * The parts of models that volunteers have asked for and that are still to come: one at a time for
 * each, a few for each block of addresses, and not many for all, since each takes a quarter of a
 * mebibyte on its way. Who asks for more is not answered, and asks again.
 */
final class Loans {
  /** The most parts on their way to all volunteers: 16 MiB. */
  static final int PARTS_MAX = 64;

  /** The most of these to one block of addresses, so that there are some for others. */
  static final int PER_BLOCK_MAX = PARTS_MAX / 8;

  /** A part that has not come after so long is not waited for. */
  static final long PATIENCE_MILLIS = 2_000;

  private final Map<Long, Loan> loans = new LinkedHashMap<>(); // by line, the oldest first

  private record Loan(Digest block, long askedAtMillis) {}

  /** Whether a line from a block may ask for a part now. */
  boolean allows(long line, Digest block, long nowMillis) {
    loans.values().removeIf(loan -> nowMillis - loan.askedAtMillis >= PATIENCE_MILLIS);
    long here = loans.values().stream().filter(loan -> loan.block.equals(block)).count();
    return !loans.containsKey(line) && loans.size() < PARTS_MAX && here < PER_BLOCK_MAX;
  }

  /** Asks, if it may; whether it might. */
  boolean ask(long line, Digest block, long nowMillis) {
    boolean allowed = allows(line, block, nowMillis);
    if (allowed) {
      loans.put(line, new Loan(block, nowMillis));
    }
    return allowed;
  }

  /** A part has come for the line; whether it had asked for one. */
  boolean came(long line) {
    return loans.remove(line) != null;
  }
}
