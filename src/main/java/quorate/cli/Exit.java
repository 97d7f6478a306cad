package quorate.cli;

/** What a command's exit code means; the same for every command, so that scripts can rely on it. */
public final class Exit {
  public static final int OK = 0;

  /** The command could not do what it was asked. */
  public static final int FAILED = 1;

  /** The command was called in a way that it does not know. */
  public static final int USAGE = 2;

  /** The node or the network that it was to talk to does not answer. */
  public static final int UNREACHABLE = 3;

  /** It works, and something needs attention. */
  public static final int DEGRADED = 10;

  /** It does not work. */
  public static final int UNHEALTHY = 11;

  /** A proof does not hold, or data were tampered with. */
  public static final int TAMPERED = 20;

  private Exit() {}
}
