package quorate.node.doctor;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import quorate.node.NodeConfig;

/** Makes all checks, one after the other. */
public final class Doctor {
  private Doctor() {}

  /** What the checks find for a node that would be started with this configuration. */
  public static List<Finding> examine(NodeConfig config, List<URI> peers) {
    List<Finding> found = new ArrayList<>();
    make(found, "java", () -> List.of(MachineChecks.java(Runtime.version().feature())));
    make(found, "memory", () -> List.of(MachineChecks.memory()));
    make(found, "processors", () -> List.of(MachineChecks.processors()));
    make(found, "files", () -> List.of(MachineChecks.files()));
    make(found, "signatures", () -> List.of(MachineChecks.signatures()));
    make(found, "clock", () -> List.of(ClockChecks.clock(System.currentTimeMillis())));
    make(found, "data", () -> List.of(DataChecks.directory(config.node().dataDir())));
    make(found, "disk", () -> List.of(DataChecks.disk(config.node().dataDir())));
    make(found, "key", () -> List.of(DataChecks.key(config.node().dataDir())));
    make(found, "ledger", () -> List.of(LedgerChecks.ledger(config)));
    make(found, "ports", () -> NetworkChecks.ports(config));
    make(found, "access", () -> List.of(NetworkChecks.access(config)));
    make(found, "papers", () -> MembershipChecks.membership(config, Instant.now()));
    make(found, "cluster", () -> List.of(NetworkChecks.members(config.cluster())));
    for (URI peer : peers) {
      make(found, "peer", () -> List.of(ClockChecks.peer(peer)));
    }
    make(found, "models", () -> List.of(ModelChecks.stored(config.node().dataDir())));
    make(found, "tensorflow", () -> List.of(ModelChecks.selfTest()));
    return found;
  }

  /** The gravest of them. */
  public static Finding.Status worst(List<Finding> findings) {
    return findings.stream().map(Finding::status).max(Enum::compareTo).orElse(Finding.Status.OK);
  }

  /** A check that breaks is a finding too. */
  static void make(List<Finding> found, String name, Callable<List<Finding>> check) {
    try {
      found.addAll(check.call());
    } catch (Exception | LinkageError e) {
      String action =
          "run it again with --stacktrace, and report it when it is no matter of rights";
      found.add(Finding.unhealthy(name, e.toString(), "a check that can be made", action));
    }
  }
}
