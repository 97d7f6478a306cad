package quorate.ledger.bft;

import java.math.BigInteger;
import java.util.List;

/**
 * Deals turns by power, each computed on its own: stride scheduling (Waldspurger and Weihl, MIT
 * 1995). The j-th turn of power w is due at (2j + 1) / 2w, and turns are taken as they fall due; so
 * after any number of turns nobody is more than one turn off its share, and after as many as there
 * is power it begins anew.
 *
 * <p>No priorities are carried from height to height: a hidden one that two nodes hold differently
 * splits the chain (ASA-2024-009).
 */
final class Turns {
  private Turns() {}

  /**
   * Whose turn it is: an index into the members; {@code turn} is at least 0, less than the power.
   */
  static int at(long turn, List<Validator> members) {
    BigInteger total = BigInteger.ZERO;
    for (Validator member : members) {
      total = total.add(BigInteger.valueOf(member.power()));
    }
    long start = Math.max(0, turn - (members.size() + 1) / 2); // not too far: rounding adds n/2
    long[] taken = new long[members.size()];
    long sum = 0;
    for (int i = 0; i < taken.length; i++) {
      taken[i] = dueBy(start, members.get(i).power(), total);
      sum += taken[i];
    }
    for (; sum < turn; sum++) {
      taken[next(taken, members)]++;
    }
    return next(taken, members);
  }

  /** How many turns of this power are due by the time of {@code turn}: floor(w·t/P + 1/2). */
  private static long dueBy(long turn, long power, BigInteger total) {
    return BigInteger.valueOf(turn)
        .multiply(BigInteger.valueOf(power))
        .shiftLeft(1)
        .add(total)
        .divide(total.shiftLeft(1))
        .longValueExact();
  }

  private static int next(long[] taken, List<Validator> members) {
    int next = 0;
    for (int i = 1; i < taken.length; i++) {
      long mine = 2 * taken[i] + 1;
      long best = 2 * taken[next] + 1;
      if (lessProduct(mine, members.get(next).power(), best, members.get(i).power())) {
        next = i;
      }
    }
    return next;
  }

  /** Whether a·b < c·d, of 128 bits each. */
  private static boolean lessProduct(long a, long b, long c, long d) {
    int byHigh = Long.compare(Math.multiplyHigh(a, b), Math.multiplyHigh(c, d));
    return byHigh != 0 ? byHigh < 0 : Long.compareUnsigned(a * b, c * d) < 0;
  }
}
