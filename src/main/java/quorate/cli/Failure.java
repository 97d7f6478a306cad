package quorate.cli;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Ends a command: the sentence for its user, what to do about it, and the exit code. Thrown by
 * commands, shown by {@link Quorate#run} as text or as the one JSON document.
 */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exit;
  private final String action;

  private Failure(int exit, String what, String action, @Nullable Throwable cause) {
    super(what, cause);
    this.exit = exit;
    this.action = action;
  }

  /**
   * A failure with its remedy.
   *
   * @param exit one of {@link Exit}
   * @param what went wrong, in one sentence
   * @param action what the user can do about it; empty when nothing is known
   */
  public static Failure of(int exit, String what, String action) {
    return new Failure(exit, what, action, null);
  }

  /** Exit code 1. */
  public static Failure failed(String what, String action) {
    return of(Exit.FAILED, what, action);
  }

  /** Exit code 2: the values of options or arguments do not fit. */
  public static Failure usage(String what, String action) {
    return of(Exit.USAGE, what, action);
  }

  /** Exit code 3. */
  public static Failure unreachable(String what, String action) {
    return of(Exit.UNREACHABLE, what, action);
  }

  /** The same with what caused it, which {@code --stacktrace} shows. */
  public Failure because(Throwable cause) {
    return new Failure(exit, what(), action, cause);
  }

  /** As the one JSON document has it under {@code error}. */
  JsonObject json() {
    return new JsonObject().put("exit", exit).put("what", what()).put("action", action);
  }

  public int exit() {
    return exit;
  }

  public String what() {
    return String.valueOf(getMessage());
  }

  public String action() {
    return action;
  }
}
