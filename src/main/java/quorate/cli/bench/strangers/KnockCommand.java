package quorate.cli.bench.strangers;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import quorate.cli.Exit;
import quorate.cli.Output;
import quorate.node.membership.Membership;

/**
 * The strangers, in a process of their own. It is told on stdin {@code begin}, {@code pause} or
 * {@code tell}, and answers each with a line of JSON, {@code tried} and {@code refused} so far.
 */
@Command(
    name = "knock",
    hidden = true,
    description = "The strangers of bench strangers, which starts this.",
    footer = {"", "Example:", "  quorate bench strangers knock 5701 folder 50 200"})
final class KnockCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();

  @Parameters(index = "0", description = "At which port of loopback.")
  private int port;

  @Parameters(index = "1", description = "A folder for the papers of another authority.")
  private Path folder = Path.of(".");

  @Parameters(index = "2", description = "How many try it in a second.")
  private int tries;

  @Parameters(index = "3", description = "How many silent connections stay.")
  private int silent;

  @Override
  public Integer call() throws IOException {
    Membership foreign = Papered.member(folder.resolve("foreign"), folder.resolve("other"));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Strangers strangers = new Strangers(port, foreign, tries, silent)) {
      tell(strangers);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals("begin")) {
          strangers.begin();
        } else if (line.equals("pause")) {
          strangers.pause();
        }
        tell(strangers);
      }
    }
    return Exit.OK;
  }

  private void tell(Strangers strangers) {
    PrintWriter out = output.out();
    out.println(
        new JsonObject()
            .put("tried", strangers.tried())
            .put("refused", strangers.refused())
            .encode());
    out.flush();
  }
}
