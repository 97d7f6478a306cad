package quorate.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints what makes a shell complete commands and options. */
@Command(
    name = "completion",
    description = "Print a completion script for bash and zsh.",
    footer = {"", "Example:", "  source <(bin/quorate completion)"})
final class Completion implements Callable<Integer> {
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    String script = AutoComplete.bash("quorate", Quorate.line());
    output.show(Map.of("shell", "bash", "script", script), script);
    return Exit.OK;
  }
}
