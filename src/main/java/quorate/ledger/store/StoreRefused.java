package quorate.ledger.store;

/** Why the disk does not keep or give something, with words for an operator. */
public final class StoreRefused extends Exception {
  private static final long serialVersionUID = 1;

  /** What to count and to decide by; the message says what to do. */
  public enum Why {
    /** No room; free some and start again. */
    FULL,
    /** The folder or the file may not be written. */
    READ_ONLY,
    /** A file with our name that is not ours. */
    FOREIGN,
    /** Written by another version of the program. */
    VERSION,
    /** Of another genesis or of another validator. */
    OTHER_OWNER,
    /** Another process, or another part of this one, holds it. */
    IN_USE,
    /** Changed after it was forced: not the power, but the disk or somebody. */
    DAMAGED,
    /** It failed before, or the system says something else; open it again. */
    BROKEN,
    /** It was closed. */
    CLOSED
  }

  private final Why why;

  public StoreRefused(Why why, String message) {
    super(message);
    this.why = why;
  }

  public StoreRefused(Why why, String message, Throwable cause) {
    super(message, cause);
    this.why = why;
  }

  public Why why() {
    return why;
  }
}
