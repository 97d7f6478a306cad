package quorate.ledger.state;

/** What came of trying an operation. */
sealed interface Step {
  /**
   * It was done.
   *
   * @param moved credits that changed hands or state
   * @param paid tasks that it paid
   * @param passed tasks that had been paid before
   * @param taken credits that were taken back from nodes
   */
  record Done(long moved, int paid, int passed, long taken) implements Step {
    Done(long moved) {
      this(moved, 0, 0, 0);
    }
  }

  /** It cannot be done. */
  record Refused(Refusal why) implements Step {}
}
