package quorate.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.json.jackson.DatabindCodec;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The options that every command has: {@code @Mixin Output output}. A command calls {@link #show}
 * once, as its last deed; what it says on its way goes to {@link #err}.
 */
public final class Output {
  /** How a command's result is written. */
  public enum Format {
    text,
    json
  }

  private static final ObjectMapper JSON = DatabindCodec.mapper();

  @Option(
      names = "--output",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "How to print the result: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private Format format = Format.text;

  @Option(
      names = "--stacktrace",
      description = "When the command fails, also print where in the program.")
  private boolean stacktrace;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  private boolean shown;

  /** Whether the result is to be JSON. */
  public boolean json() {
    return format == Format.json;
  }

  /** Whether the result was printed. */
  boolean hasShown() {
    return shown;
  }

  boolean stacktrace() {
    return stacktrace;
  }

  /** Where results go: stdout. */
  public PrintWriter out() {
    return line().getOut();
  }

  /** Where everything else goes: stderr. */
  public PrintWriter err() {
    return line().getErr();
  }

  /**
   * Prints the result.
   *
   * @param document a record, map, list or {@code JsonObject}: the one JSON document, on one line
   * @param text the same for people
   */
  public void show(Object document, String text) {
    out().println(json() ? json(document) : text.stripTrailing());
    out().flush();
    shown = true;
  }

  /** A value as JSON on one line. */
  public static String json(Object document) {
    try {
      return JSON.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + document.getClass() + " as JSON", e);
    }
  }

  private picocli.CommandLine line() {
    if (spec == null) {
      throw new IllegalStateException("an Output is used as a picocli @Mixin");
    }
    return spec.commandLine();
  }
}
