package quorate.cli.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import quorate.cli.Exit;
import quorate.cli.Output;
import quorate.node.membership.Authority;

/** Whom a network has admitted. */
@Command(
    name = "list",
    description = "List all admissions that have not expired, revoked ones too.",
    footer = {"", "Example:", "  quorate network list authority --output json"})
final class ListCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final NetworkCommand.Dir dir = new NetworkCommand.Dir();

  @Override
  public Integer call() {
    List<Map<String, Object>> members =
        dir.with(authority -> authority.members().stream().map(ListCommand::facts).toList());
    String text =
        members.stream()
            .map(each ->
                "%s  %s  %s  %s"
                    .formatted(
                        each.get("node"),
                        each.get("until"),
                        each.get("standing"),
                        each.get("addresses")))
            .collect(Collectors.joining("\n"));
    output.show(Map.of("members", members), text.isEmpty() ? "no members" : text);
    return Exit.OK;
  }

  private static Map<String, Object> facts(Authority.Listed listed) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("node", listed.node());
    facts.put("addresses", listed.addresses());
    facts.put("until", listed.until().toString());
    facts.put("serial", listed.serial());
    facts.put("standing", listed.standing());
    return facts;
  }
}
