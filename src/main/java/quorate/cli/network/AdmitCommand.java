package quorate.cli.network;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quorate.cli.Exit;
import quorate.cli.Output;
import quorate.node.membership.Authority;
import quorate.node.membership.InvitationFile;
import quorate.task.NodeId;

/** Admits an invited node. */
@Command(
    name = "admit",
    description = {
      "Admit an invited node, or renew its admission: write its papers into a folder.",
      "They are public: the authority's certificate, the node's, and the revocation list. The node",
      "takes renewed ones without a restart when they are put over the old ones."
    },
    footer = {
      "",
      "Examples:",
      "  quorate network admit authority invitation.json --to papers",
      "  quorate network admit authority invitation.json --node ID --address 10.0.0.7 \\",
      "      --valid 7d --to papers"
    })
final class AdmitCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final NetworkCommand.Dir dir = new NetworkCommand.Dir();

  @Parameters(index = "1", paramLabel = "INVITATION", description = "The invitation's file.")
  private Path invitation = Path.of("");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FOLDER",
      description = "Where to; the node's network.dir.")
  private Path to = Path.of("");

  @Option(
      names = "--node",
      paramLabel = "ID",
      description = "Refuse unless the invitation is for this node.")
  private @Nullable String node;

  @Option(
      names = "--address",
      paramLabel = "HOST",
      description = "Only for these of the invitation's addresses; otherwise all.")
  private List<String> addresses = List.of();

  @Option(
      names = "--valid",
      paramLabel = "DURATION",
      description = "For how long; otherwise as long as the network allows.")
  private @Nullable String valid;

  @Override
  public Integer call() {
    Optional<NodeId> who = Optional.ofNullable(node).map(NetworkCommand::node);
    Authority.Admitted admitted =
        dir.with(authority -> {
          Duration life =
              valid == null ? authority.admissionLife() : NetworkCommand.duration("--valid", valid);
          InvitationFile file = InvitationFile.read(invitation);
          Authority.Admitted made =
              authority.admit(file, new Authority.Asked(who, addresses, life));
          authority.writePapers(made, to);
          return made;
        });
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("network", admitted.admission().network());
    facts.put("node", admitted.admission().node().hex());
    facts.put("addresses", admitted.admission().addresses());
    facts.put("until", admitted.admission().until().toString());
    facts.put("serial", admitted.admission().serial().toString(16));
    facts.put("papers", to.toAbsolutePath().normalize().toString());
    output.show(
        facts,
        "admitted %s until %s; its papers: %s"
            .formatted(admitted.admission().node(), admitted.admission().until(), to));
    return Exit.OK;
  }
}
