package quorate.cli.network;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quorate.cli.Exit;
import quorate.cli.Failure;
import quorate.cli.Output;
import quorate.node.membership.Authority;
import quorate.node.membership.Revocations.Reason;
import quorate.task.NodeId;

/** Ends a node's membership. */
@Command(
    name = "revoke",
    description = {
      "Revoke all admissions and invitations of a node, and write the next revocation list.",
      "Copy revoked.crl into the papers of any one node: within seconds the others have it from",
      "there, throw the node out, and take nothing from it any more."
    },
    footer = {"", "Example:", "  quorate network revoke authority ID --reason key-compromise"})
final class RevokeCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final NetworkCommand.Dir dir = new NetworkCommand.Dir();

  @Parameters(index = "1", paramLabel = "ID", description = "The node's id.")
  private String node = "";

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      defaultValue = "unspecified",
      description =
          "Why: key-compromise, affiliation-changed, superseded, "
              + "cessation-of-operation, privilege-withdrawn (default ${DEFAULT-VALUE}).")
  private String reason = "unspecified";

  /** What has changed. */
  private record Done(int ended, long number) {}

  @Override
  public Integer call() {
    NodeId who = NetworkCommand.node(node);
    Reason why =
        Reason.of(reason)
            .orElseThrow(() -> Failure.usage("--reason: unknown: " + reason, "see --help"));
    Done done =
        dir.with(authority -> {
          int ended = authority.revoke(who, why);
          return new Done(ended, authority.listNumber());
        });
    Path list = dir.path().resolve(Authority.LIST).toAbsolutePath().normalize();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("node", who.hex());
    facts.put("reason", why.word());
    facts.put("admissions", done.ended);
    facts.put("number", done.number);
    facts.put("list", list.toString());
    output.show(
        facts, "revoked %s (%d admissions); give %s to one node".formatted(who, done.ended, list));
    return Exit.OK;
  }
}
