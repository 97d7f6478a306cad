package quorate.cli.simulation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import quorate.simulation.Adversary;
import quorate.simulation.Report;
import quorate.simulation.Scenario;

/** A report as JSON, as lines for people, and as a row of a Markdown table. */
final class ReportShown {
  /** The head of a table whose rows are those of {@link #row}. */
  static final List<String> HEAD =
      List.of(
          "| adversary | rules | bad verdicts | bad pay | bad of the cheats' pay"
              + " | tasks until detection, p50 / p99 | never caught | false bans | overhead |",
          "|---|---|---|---|---|---|---|---|---|");

  private ReportShown() {}

  static String name(Scenario scenario) {
    return scenario.adversaries().isEmpty()
        ? ScenarioOptions.HONEST
        : String.join(",", scenario.adversaries().stream().map(Adversary::word).toList());
  }

  static Map<String, Object> facts(Report report, double microsPerTask) {
    Scenario scenario = report.scenario();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("adversary", name(scenario));
    facts.put("nodes", scenario.nodes());
    facts.put("share", scenario.share());
    facts.put("tasks", scenario.tasks());
    facts.put("badVerdictShare", rounded(report.badVerdictShare()));
    facts.put("badPayShare", rounded(report.pay().badShare()));
    facts.put("tasksUntilDetection", percentiles(report.detection()));
    facts.put("falseBanShare", rounded(report.falseBanShare()));
    facts.put("overhead", rounded(report.overhead()));
    facts.put("microsPerTask", rounded(microsPerTask));
    facts.put("rules", rules(scenario));
    facts.put("days", scenario.days());
    facts.put("gateways", scenario.gateways());
    facts.put("seed", scenario.seed());
    facts.put("agreed", report.agreed());
    facts.put("badPayShareAtOnce", rounded(report.pay().badShareAtOnce()));
    facts.put("cheatsBadPayShare", rounded(report.cheatsPay().badShare()));
    facts.put("cheatsBadPayShareAtOnce", rounded(report.cheatsPay().badShareAtOnce()));
    facts.put("cheatsBadWorkShare", rounded(report.cheatsBadWorkShare()));
    facts.put("undetectedShare", rounded(report.undetectedShare()));
    facts.put("falseExclusionShare", rounded(report.falseExclusionShare()));
    facts.put("trustedOverhead", rounded(report.trustedOverhead()));
    return facts;
  }

  private static Map<String, @Nullable Long> percentiles(Report.Percentiles detection) {
    Map<String, @Nullable Long> both = new LinkedHashMap<>();
    both.put("p50", orNull(detection.p50()));
    both.put("p99", orNull(detection.p99()));
    return both;
  }

  private static @Nullable Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  static String text(Report report, double microsPerTask) {
    StringBuilder text = new StringBuilder();
    facts(report, microsPerTask)
        .forEach((key, value) ->
            text.append(String.format(Locale.ROOT, "%-20s %s%n", key, plain(value))));
    return text.toString();
  }

  private static String plain(@Nullable Object value) {
    return value == null ? "-" : value.toString().replaceAll("[{}]", "").replace("null", "-");
  }

  static String row(Report report) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s / %s | %s | %s | %.2f |",
        name(report.scenario()).replace(",", " + "),
        rules(report.scenario()),
        percent(report.badVerdictShare()),
        percent(report.pay().badShare()),
        percent(report.cheatsPay().badShare()),
        told(report.detection().p50()),
        told(report.detection().p99()),
        percent(report.undetectedShare()),
        percent(report.falseBanShare()),
        report.overhead());
  }

  private static String told(OptionalLong value) {
    return value.isPresent() ? Long.toString(value.getAsLong()) : "-";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", share * 100);
  }

  private static String rules(Scenario scenario) {
    return scenario.rules().name().toLowerCase(Locale.ROOT);
  }

  /** To six digits after the point; null where there is no number. */
  private static @Nullable Double rounded(double value) {
    return Double.isNaN(value) ? null : Math.round(value * 1_000_000) / 1_000_000.0;
  }
}
