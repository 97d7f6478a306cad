package quorate.ledger.state;

/** Arithmetic of credits: integers without a fraction. A sum that does not fit is our mistake. */
public final class Credits {
  /** All that there may ever be: ten sums of it still fit into a long. */
  public static final long SUPPLY_MAX = 900_000_000_000_000_000L;

  private Credits() {}

  /** Whether it is an amount to move: from 1 to the largest supply. */
  public static boolean movable(long amount) {
    return amount >= 1 && amount <= SUPPLY_MAX;
  }

  /**
   * The sum.
   *
   * @throws ArithmeticException when it is no long
   */
  public static long add(long one, long other) {
    return Math.addExact(one, other);
  }

  /**
   * The difference, which may be negative: {@link Invariants} judges it.
   *
   * @throws ArithmeticException when it is no long
   */
  public static long less(long from, long amount) {
    return Math.subtractExact(from, amount);
  }

  /** So many thousandths of an amount, rounded down. */
  public static long perMille(long amount, int thousandths) {
    long thousands = amount / 1000;
    return thousands * thousandths + amount % 1000 * thousandths / 1000;
  }
}
