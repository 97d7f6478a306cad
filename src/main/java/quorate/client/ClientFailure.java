package quorate.client;

/** Why a client's stream cannot go on. */
public final class ClientFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What kind of thing went wrong. */
  public enum Kind {
    /** No gateway answers. */
    UNREACHABLE,
    /** The gateway does not let this client in. */
    FORBIDDEN,
    /** Another connection has taken the session over. */
    REPLACED,
    /** The other end does not speak this protocol. */
    MISUNDERSTOOD,
    /** The client was closed. */
    CLOSED
  }

  private final Kind kind;

  public ClientFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
