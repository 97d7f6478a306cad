package quorate.cli.simulation;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quorate.cli.Exit;
import quorate.cli.Failure;
import quorate.cli.Output;
import quorate.simulation.Adversary;
import quorate.simulation.Report;
import quorate.simulation.Scenario;
import quorate.simulation.Simulator;

/** What cheats get away with. */
@Command(
    name = "simulate",
    description = {
      "Play a network with cheats in virtual time, over the same machines that nodes run, and say",
      "what they got away with: wrong answers given out, pay for them, how long it took to exclude",
      "them, honest nodes banned by mistake, and what it cost. The same options give the same."
    },
    footer = {
      "",
      "Examples:",
      "  quorate simulate --adversary sleeper --output json",
      "  quorate simulate --adversary sybil-ring,copier --nodes 1000 --share 0.2 --tasks 20000",
      "  quorate simulate --adversary sleeper --share 0.01 --rules boinc",
      "  quorate simulate --table --tasks 20000 > table.md"
    })
public final class SimulateCommand implements Callable<Integer> {
  private static final long TOLD_EVERY_NANOS = 2_000_000_000L;

  @Mixin private final Output output = new Output();
  @Mixin private final ScenarioOptions options = new ScenarioOptions();

  @Option(names = "--list", description = "Name the adversaries, one a line, and what they do.")
  private boolean list;

  @Option(
      names = "--table",
      description = {
        "Print a Markdown table: of all adversaries, or of those that --adversary names, each",
        "alone; for docs/trust.md."
      })
  private boolean table;

  @Option(names = "--pairs", description = "With --table: each pair of them instead.")
  private boolean pairs;

  @Override
  public Integer call() {
    if (list) {
      list();
    } else if (table) {
      table();
    } else {
      Timed timed = play(options.scenario());
      output.show(
          ReportShown.facts(timed.report, timed.microsPerTask),
          ReportShown.text(timed.report, timed.microsPerTask));
    }
    return Exit.OK;
  }

  private void list() {
    List<Adversary> all = List.of(Adversary.values());
    String text =
        all.stream()
            .map(each -> String.format(Locale.ROOT, "%-15s %s%n", each.word(), each.does()))
            .collect(Collectors.joining());
    output.show(
        all.stream().map(each -> Map.of("name", each.word(), "does", each.does())).toList(), text);
  }

  private void table() {
    if (output.json()) {
      throw Failure.usage("expected --table without --output json", "it prints Markdown");
    }
    List<String> lines = new ArrayList<>(ReportShown.HEAD);
    for (Scenario scenario : scenarios()) {
      lines.add(ReportShown.row(play(scenario).report));
    }
    output.show(lines, String.join(System.lineSeparator(), lines));
  }

  /** Each alone or in pairs; alone also the sleeper under BOINC's rules, and honest nodes only. */
  private List<Scenario> scenarios() {
    Scenario.Rules rules = options.rules();
    List<Adversary> kinds =
        options.kinds().isEmpty() ? List.of(Adversary.values()) : options.kinds();
    List<Scenario> scenarios = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      if (!pairs) {
        scenarios.add(options.scenario(List.of(kinds.get(i)), rules));
      }
      for (int j = i + 1; pairs && j < kinds.size(); j++) {
        scenarios.add(options.scenario(List.of(kinds.get(i), kinds.get(j)), rules));
      }
    }
    if (!pairs) {
      scenarios.add(options.scenario(List.of(), rules));
    }
    return scenarios;
  }

  private Timed play(Scenario scenario) {
    Simulator simulator = new Simulator(scenario);
    long begun = processorNanos();
    Report report = simulator.run(progress(scenario));
    return new Timed(report, (processorNanos() - begun) / 1000.0 / scenario.tasks());
  }

  /** Of this thread alone, so that whatever else the machine does is not counted. */
  private static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** On stderr, and only when it takes long. */
  private IntConsumer progress(Scenario scenario) {
    long[] toldAt = {System.nanoTime()};
    return tasks -> {
      long now = System.nanoTime();
      if (now - toldAt[0] >= TOLD_EVERY_NANOS) {
        toldAt[0] = now;
        String of = tasks + " of " + scenario.tasks() + " tasks";
        output.err().println("simulate: " + ReportShown.name(scenario) + ": " + of);
        output.err().flush();
      }
    };
  }

  private record Timed(Report report, double microsPerTask) {}
}
