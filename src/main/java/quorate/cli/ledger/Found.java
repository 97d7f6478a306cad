package quorate.cli.ledger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import quorate.ledger.audit.Finding;

/** Findings as they are shown. */
final class Found {
  private Found() {}

  static List<Map<String, Object>> facts(List<Finding> findings) {
    return findings.stream().map(Found::facts).toList();
  }

  private static Map<String, Object> facts(Finding finding) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("height", finding.height());
    facts.put("fault", finding.fault().name());
    facts.put("detail", finding.detail());
    return facts;
  }

  static String lines(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    findings.forEach(each ->
        text.append("  height %d %s: %s%n".formatted(each.height(), each.fault(), each.detail())));
    return text.toString();
  }
}
