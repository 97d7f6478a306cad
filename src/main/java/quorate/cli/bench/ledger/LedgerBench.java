package quorate.cli.bench.ledger;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quorate.cli.Exit;
import quorate.cli.Failure;
import quorate.cli.Output;
import quorate.cli.fleet.Scratch;
import quorate.node.Logs;
import quorate.node.NodeConfig;

/** Measures the ledger. */
@Command(
    name = "ledger",
    description = {
      "Measure how many signed transfers a second validators agree on for good, beside what the",
      "machine could do if it only verified; then, at half of that, how long one takes.",
      "",
      "The validators are real but share this process: each has its own cluster member and TCP",
      "connections, verifies every signature, and forces its journal, its votes and its store to",
      "the disk of the temporary directory. Transfers are signed beforehand. A transfer counts"
          + " when",
      "the slowest validator has stored it. At the end every store is audited and compared."
    },
    footer = {
      "",
      "Examples:",
      "  quorate bench ledger --validators 4 --output json",
      "  quorate bench ledger --double-spends 10000 --seconds 10",
      "",
      "Let nothing else run meanwhile. The exit code is 1 when a transfer was lost, when a double",
      "spend was final twice, or when a store does not hold."
    })
public final class LedgerBench implements Callable<Integer> {
  @Mixin private final Output output = new Output();

  @Option(
      names = "--validators",
      defaultValue = "4",
      description = "How many validators, 4 to 16 (${DEFAULT-VALUE}).")
  private int validators = 4;

  @Option(
      names = "--accounts",
      defaultValue = "1000",
      description = "How many people send, 10 to 50000 (${DEFAULT-VALUE}).")
  private int accounts = 1000;

  @Option(
      names = "--in-flight",
      defaultValue = "8000",
      description = "How many transfers at once saturate, 1 to 50000 (${DEFAULT-VALUE}).")
  private int inFlight = 8000;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "How long each of both phases is, 1 to 600 (${DEFAULT-VALUE}).")
  private int seconds = 20;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long it runs before anything is counted, 0 to 600 (${DEFAULT-VALUE}).")
  private int warmUp = 30;

  @Option(
      names = "--double-spends",
      paramLabel = "PAIRS",
      defaultValue = "0",
      description =
          "Then spend the same twice, at once at two validators, so often (${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--restart-heights",
      paramLabel = "HEIGHTS",
      defaultValue = "0",
      description =
          "Then start real nodes over a chain of so many heights, kill one and then all of them"
              + " with SIGKILL, and time from the start of the process until they vote again"
              + " (${DEFAULT-VALUE}).")
  private int heights;

  @Override
  public Integer call() throws Exception {
    check("--validators", validators, 4, 16);
    check("--accounts", accounts, 10, 50_000);
    check("--in-flight", inFlight, 1, 50_000);
    check("--seconds", seconds, 1, 600);
    check("--warm-up", warmUp, 0, 600);
    check("--double-spends", pairs, 0, 1_000_000);
    check("--restart-heights", heights, 0, 1_000_000);
    Logs.set(new NodeConfig.Log(NodeConfig.Format.TEXT, NodeConfig.Level.ERROR), "bench");
    LedgerRun.Plan plan =
        new LedgerRun.Plan(
            validators, accounts, inFlight, seconds * 1000L, warmUp * 1000L, pairs, heights);
    try (Scratch scratch = Scratch.create("bench-ledger")) {
      LedgerRun.Result result = new LedgerRun(plan, this::say).measure(scratch);
      output.show(result.json(), result.text());
      return result.good() ? Exit.OK : Exit.FAILED;
    } catch (IOException wrong) {
      throw Failure.failed(String.valueOf(wrong.getMessage()), "see: quorate doctor")
          .because(wrong);
    }
  }

  private static void check(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw Failure.usage(option + " is " + value + ": expected " + min + " to " + max, "");
    }
  }

  private void say(String words) {
    output.err().println("bench: " + words);
    output.err().flush();
  }
}
