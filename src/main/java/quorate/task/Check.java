package quorate.task;

/** Always-on checks of what only our own mistake can break. */
public final class Check {
  private Check() {}

  /**
   * For arguments of records: what somebody else may have sent.
   *
   * @throws IllegalArgumentException with {@code expected} when the condition does not hold
   */
  public static void argument(boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(expected);
    }
  }

  /**
   * For invariants: what cannot happen unless we made a mistake.
   *
   * @throws IllegalStateException with {@code expected} when the condition does not hold
   */
  public static void that(boolean holds, String expected) {
    if (!holds) {
      throw new IllegalStateException(expected);
    }
  }

  /** Whether this is what {@link #that} throws, and so our own mistake. */
  public static boolean failed(Throwable thrown) {
    StackTraceElement[] at = thrown.getStackTrace();
    return thrown instanceof IllegalStateException
        && at.length > 0
        && at[0].getClassName().equals(Check.class.getName());
  }
}
