package quorate.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import quorate.cli.ledger.LedgerCommand;
import quorate.cli.network.NetworkCommand;
import quorate.cli.simulation.SimulateCommand;
import quorate.cli.wallet.WalletCommand;

/** The root of all commands. To add one, add its class to {@code COMMANDS}. */
@Command(
    name = "quorate",
    description = "A peer-run compute network whose answers are agreed on, not trusted.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    usageHelpWidth = 100,
    usageHelpAutoWidth = true)
public final class Quorate implements Runnable {
  private static final List<Class<?>> COMMANDS =
      List.of(
          Bench.class,
          Completion.class,
          ConfigCommand.class,
          Demo.class,
          DoctorCommand.class,
          Export.class,
          IdentityCommand.class,
          KeyCommand.class,
          LedgerCommand.class,
          ModelCommand.class,
          NetworkCommand.class,
          NodeCommand.class,
          SimulateCommand.class,
          Submit.class,
          TrainCommand.class,
          TrustCommand.class,
          VerdictCommand.class,
          Version.class,
          WalletCommand.class);

  @Spec private @Nullable CommandSpec spec;

  /** Runs a command line and returns its exit code; nothing escapes. */
  public static int run(String[] args, PrintWriter out, PrintWriter err) {
    return line(asked(args)).setOut(out).setErr(err).execute(args);
  }

  /** The commands, as picocli sees them. */
  static CommandLine line() {
    return line(COMMANDS);
  }

  /**
   * The one that is asked for: to describe all of them takes picocli a second of a node's start.
   */
  private static List<Class<?>> asked(String[] args) {
    List<Class<?>> named =
        COMMANDS.stream()
            .filter(
                each -> args.length > 0 && each.getAnnotation(Command.class).name().equals(args[0]))
            .toList();
    return named.isEmpty() ? COMMANDS : named;
  }

  private static CommandLine line(List<Class<?>> commands) {
    CommandLine line = new CommandLine(new Quorate());
    commands.forEach(each -> line.addSubcommand(new CommandLine(each))); // transformed by itself
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Quorate::misused)
        .setExecutionExceptionHandler(Quorate::failed)
        .setExitCodeExceptionMapper(thrown -> Exit.FAILED);
  }

  /** Writers of this process's own stdout and stderr, in UTF-8. */
  static PrintWriter utf8(java.io.PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Missing command");
    }
  }

  private static int misused(ParameterException wrong, String[] args) {
    CommandLine line = wrong.getCommandLine();
    List<String> similar = Suggestions.of(wrong);
    String called = line.getCommandSpec().qualifiedName();
    String action =
        (similar.isEmpty() ? "" : "did you mean " + String.join(" or ", similar) + "? ")
            + "see: "
            + called
            + " --help";
    return say(line, asksForJson(args), Exit.USAGE, String.valueOf(wrong.getMessage()), action);
  }

  private static int failed(Exception thrown, CommandLine line, ParseResult parsed) {
    Failure failure =
        thrown instanceof Failure known
            ? known
            : Failure.failed(
                    thrown.getMessage() == null ? thrown.toString() : thrown.getMessage(),
                    "this is unexpected: run it again with --stacktrace and report it")
                .because(thrown);
    String[] args = parsed.originalArgs().toArray(new String[0]);
    if (Arrays.asList(args).contains("--stacktrace")) {
      trace(thrown, line.getErr());
    }
    boolean json = asksForJson(args) && !hasShown(line);
    return say(line, json, failure.exit(), failure.what(), failure.action());
  }

  /** There is one JSON document, also when a command fails after it has shown its result. */
  private static boolean hasShown(CommandLine line) {
    return line.getCommandSpec().mixins().values().stream()
        .anyMatch(mixin -> mixin.userObject() instanceof Output output && output.hasShown());
  }

  private static void trace(Throwable thrown, PrintWriter err) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      err.println(at);
      Arrays.stream(at.getStackTrace()).forEach(frame -> err.println("    at " + frame));
    }
  }

  /** For people on stderr, always; as the one JSON document on stdout, when that was asked for. */
  private static int say(CommandLine line, boolean json, int exit, String what, String action) {
    line.getErr().println("quorate: " + what);
    if (!action.isEmpty()) {
      line.getErr().println("  → " + action);
    }
    line.getErr().flush();
    if (json) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("exit", exit);
      error.put("what", what);
      error.put("action", action);
      line.getOut().println(Output.json(Map.of("error", error)));
      line.getOut().flush();
    }
    return exit;
  }

  /** Also for a command line that could not be parsed. */
  private static boolean asksForJson(String[] args) {
    String given = String.join("\n", args).toLowerCase(Locale.ROOT);
    return ("\n" + given + "\n").matches("(?s).*\n--output[=\n]json\n.*");
  }
}
