package quorate.cli;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import quorate.node.ConfigSource;
import quorate.node.NodeConfig;
import quorate.node.doctor.Doctor;
import quorate.node.doctor.Finding;

/** Whether a node can run here. */
@Command(
    name = "doctor",
    modelTransformer = ConfigOptions.class,
    description = {
      "Check what a node needs: Java, memory, TensorFlow, ports, clock, disk, cluster.",
      "Exit code 0 when all is in order, 10 when something needs attention, 11 when it cannot run."
    },
    footer = {
      "",
      "Examples:",
      "  quorate doctor",
      "  quorate doctor --config quorate.yaml --peer http://10.0.0.1:7070 --output json"
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int PEERS_MAX = 32;

  @Mixin private final Output output = new Output();
  @Spec private @Nullable CommandSpec command;

  @Option(
      names = "--peer",
      paramLabel = "URL",
      description = "Also compare clocks with this node; may be repeated.")
  private List<URI> peers = new ArrayList<>();

  @Override
  public Integer call() {
    if (peers.size() > PEERS_MAX) {
      throw Failure.usage("at most " + PEERS_MAX + " peers", "leave some out");
    }
    List<Finding> findings = new ArrayList<>();
    NodeConfig config = config(findings);
    findings.addAll(Doctor.examine(config, peers));
    Finding.Status worst = Doctor.worst(findings);
    output.show(document(worst, findings), text(findings));
    return switch (worst) {
      case OK -> Exit.OK;
      case DEGRADED -> Exit.DEGRADED;
      case UNHEALTHY -> Exit.UNHEALTHY;
    };
  }

  /** A configuration that is refused is a finding; the rest is then looked at with the defaults. */
  private NodeConfig config(List<Finding> findings) {
    String expected = "known keys, values within bounds";
    try {
      NodeConfig config = ConfigOptions.load(command).config();
      findings.add(new Finding("config", Finding.Status.OK, "accepted", expected, ""));
      return config;
    } catch (Failure refused) {
      findings.add(
          new Finding(
              "config", Finding.Status.UNHEALTHY, refused.what(), expected, refused.action()));
      return ConfigSource.with(Map.of());
    }
  }

  private static Map<String, Object> document(Finding.Status worst, List<Finding> findings) {
    List<Map<String, Object>> checks = new ArrayList<>();
    for (Finding finding : findings) {
      Map<String, Object> check = new LinkedHashMap<>();
      check.put("name", finding.name());
      check.put("status", finding.status().word());
      check.put("observed", finding.observed());
      check.put("expected", finding.expected());
      check.put("action", finding.action());
      checks.add(check);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("status", worst.word());
    document.put("checks", checks);
    return document;
  }

  private static String text(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(
          "%-10s %-14s %s%n"
              .formatted(finding.status().word(), finding.name(), finding.observed()));
      if (!finding.action().isEmpty()) {
        text.append("%25s expected: %s%n".formatted("", finding.expected()));
        text.append("%25s → %s%n".formatted("", finding.action()));
      }
    }
    return text.toString();
  }
}
