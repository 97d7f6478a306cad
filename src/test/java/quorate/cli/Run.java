package quorate.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;

/** A command line that was run in this process: what it printed and its exit code. */
public record Run(int exit, String out, String err) {
  public static Run of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = Quorate.run(args, new PrintWriter(out), new PrintWriter(err));
    return new Run(exit, out.toString(), err.toString());
  }

  /** Stdout as the one JSON document that it must be. */
  public JsonObject json() {
    return new JsonObject(out);
  }
}
