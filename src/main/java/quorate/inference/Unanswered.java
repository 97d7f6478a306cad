package quorate.inference;

import quorate.task.Reason;

/** Why one picture got no answer. */
public final class Unanswered extends Exception {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  public Unanswered(Reason reason, String detail) {
    super(detail, null, false, false); // expected, and cheap
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }
}
