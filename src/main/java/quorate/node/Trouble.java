package quorate.node;

/** Why a node cannot start or stop as it should, and what its operator can do about it. */
public final class Trouble extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String action;

  public Trouble(String what, String action) {
    super(what);
    this.action = action;
  }

  public Trouble(String what, String action, Throwable cause) {
    super(what, cause);
    this.action = action;
  }

  public String what() {
    return String.valueOf(getMessage());
  }

  public String action() {
    return action;
  }
}
