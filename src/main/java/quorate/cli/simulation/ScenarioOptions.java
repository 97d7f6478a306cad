package quorate.cli.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;
import quorate.cli.Failure;
import quorate.simulation.Adversary;
import quorate.simulation.Scenario;
import quorate.task.Nearest;

/** The options that say what is simulated. */
final class ScenarioOptions {
  /** No cheats at all: what honest nodes cost and suffer. */
  static final String HONEST = "honest";

  private static final String HELP = "see: quorate simulate --help";
  private static final int SUGGESTIONS_MAX = 2;

  @Option(
      names = "--adversary",
      paramLabel = "NAME",
      split = ",",
      description = "The kinds of cheats, in equal parts; honest for none. See --list.")
  private List<String> adversaries = new ArrayList<>();

  @Option(
      names = "--nodes",
      paramLabel = "COUNT",
      defaultValue = "100",
      description = "How many nodes there are, 1 to 100000 (default ${DEFAULT-VALUE}).")
  private int nodes = 100;

  @Option(
      names = "--share",
      paramLabel = "SHARE",
      defaultValue = "0.3",
      description = "Of the nodes, how many cheat: 0 to 0.9 (default ${DEFAULT-VALUE}).")
  private double share = 0.3;

  @Option(
      names = "--tasks",
      paramLabel = "COUNT",
      defaultValue = "100000",
      description = "How many tasks are submitted (default ${DEFAULT-VALUE}).")
  private int tasks = 100_000;

  @Option(
      names = "--days",
      paramLabel = "COUNT",
      defaultValue = "30",
      description = {
        "Over how many days of virtual time they come (default ${DEFAULT-VALUE});",
        "a node is trusted after two days at the soonest."
      })
  private int days = 30;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "Of all chance: the same gives the same (default ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--rules",
      paramLabel = "NAME",
      defaultValue = "quorate",
      description = {
        "By which answers are believed: quorate, fixed (always three answers, of which two",
        "agree), or boinc (its adaptive replication). Default: ${DEFAULT-VALUE}."
      })
  private String rules = "quorate";

  @Option(
      names = "--gateways",
      paramLabel = "COUNT",
      defaultValue = "1",
      description = {
        "How many nodes lead tasks, each with its own view of whom to trust: 1 to 100 (default",
        "${DEFAULT-VALUE}), of at most 1000 nodes; ten at the least with eclipse-leader."
      })
  private int gateways = 1;

  /** What is asked for, with these cheats. */
  Scenario scenario(List<Adversary> kinds, Scenario.Rules by) {
    try {
      return new Scenario(kinds, nodes, share, tasks, seed, by, days, gateways);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("expected " + e.getMessage(), HELP).because(e);
    }
  }

  Scenario scenario() {
    if (adversaries.isEmpty()) {
      throw Failure.usage(
          "expected --adversary: one of " + HONEST + ", " + String.join(", ", Adversary.words()),
          "see: quorate simulate --list");
    }
    return scenario(kinds(), rules());
  }

  /** As they were named; none for honest nodes only. */
  List<Adversary> kinds() {
    return adversaries.stream()
        .filter(word -> !word.equals(HONEST))
        .map(ScenarioOptions::kind)
        .toList();
  }

  private static Adversary kind(String word) {
    return Adversary.of(word).orElseThrow(() -> unknown("--adversary", word, Adversary.words()));
  }

  Scenario.Rules rules() {
    List<String> known = new ArrayList<>();
    for (Scenario.Rules each : Scenario.Rules.values()) {
      String word = each.name().toLowerCase(Locale.ROOT);
      if (word.equals(rules)) {
        return each;
      }
      known.add(word);
    }
    throw unknown("--rules", rules, known);
  }

  private static Failure unknown(String option, String word, List<String> known) {
    List<String> near = Nearest.to(word, known, SUGGESTIONS_MAX);
    String meant = near.isEmpty() ? "" : "did you mean " + String.join(" or ", near) + "? ";
    return Failure.usage(
        "expected " + option + ": one of " + String.join(", ", known) + "; got " + word,
        meant + HELP);
  }
}
