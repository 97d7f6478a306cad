package quorate.cli.network;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quorate.cli.Exit;
import quorate.cli.Failure;
import quorate.cli.Output;
import quorate.node.membership.Invitation;
import quorate.node.membership.InvitationFile;
import quorate.task.NodeId;

/** Invites a node. */
@Command(
    name = "invite",
    description = {
      "Invite a node: for its key, at its addresses, until a time, so many times.",
      "The invitation holds no secret, and is of use to nobody else."
    },
    footer = {
      "",
      "Examples:",
      "  quorate network invite authority ID --address 10.0.0.7 --file invitation.json",
      "  quorate network invite authority ID --address 10.0.0.7 --address node7.example --uses 12"
    })
final class InviteCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final NetworkCommand.Dir dir = new NetworkCommand.Dir();

  @Parameters(index = "1", paramLabel = "ID", description = "The node's id: quorate identity show.")
  private String node = "";

  @Option(
      names = "--address",
      required = true,
      paramLabel = "HOST",
      description = "A host name or IP address that it calls from and is called at; 1 to 8.")
  private List<String> addresses = List.of();

  @Option(
      names = "--valid",
      paramLabel = "DURATION",
      description = "How long it is good; otherwise as the network was begun with.")
  private @Nullable String valid;

  @Option(
      names = "--uses",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many admissions, 1 to 24: the first, and renewals within its time (1).")
  private int uses = 1;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Write it to this file, which is not there yet; otherwise print it.")
  private @Nullable Path file;

  @Override
  public Integer call() {
    NodeId who = NetworkCommand.node(node);
    InvitationFile made =
        dir.with(authority -> {
          Duration life =
              valid == null
                  ? authority.invitationLife()
                  : NetworkCommand.duration("--valid", valid);
          return authority.invite(who, addresses, life, uses);
        });
    Path to = file;
    if (to != null) {
      write(to, made.text());
    }
    Invitation invitation = made.invitation();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("network", invitation.network());
    facts.put("number", invitation.number());
    facts.put("node", invitation.node().hex());
    facts.put("addresses", invitation.addresses());
    facts.put("until", Instant.ofEpochMilli(invitation.untilMillis()).toString());
    facts.put("uses", invitation.uses());
    facts.put(to == null ? "invitation" : "file", to == null ? made.text() : to.toString());
    output.show(facts, to == null ? made.text() : "wrote " + to);
    return Exit.OK;
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw Failure.failed("there is already a file " + file, "choose another").because(e);
    } catch (IOException e) {
      throw Failure.failed("cannot write " + file + ": " + e, "choose another place").because(e);
    }
  }
}
