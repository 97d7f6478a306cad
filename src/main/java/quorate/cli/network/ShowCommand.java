package quorate.cli.network;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import quorate.cli.Exit;
import quorate.cli.Output;

/** What a network is. */
@Command(
    name = "show",
    description =
        "Show a network: its name, its authority's fingerprint, how many it has admitted.",
    footer = {"", "Example:", "  quorate network show authority --output json"})
final class ShowCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final NetworkCommand.Dir dir = new NetworkCommand.Dir();

  @Override
  public Integer call() {
    Map<String, Object> facts =
        dir.with(authority -> {
          Map<String, Object> all = new LinkedHashMap<>();
          all.put("network", authority.network());
          all.put("fingerprint", authority.fingerprint().hex());
          all.put("admissionDays", authority.admissionLife().toHours() / 24.0);
          all.put("invitationHours", authority.invitationLife().toMinutes() / 60.0);
          all.put("members", authority.members().size());
          all.put("openInvitations", authority.openInvitations());
          all.put("listNumber", authority.listNumber());
          return all;
        });
    StringBuilder text = new StringBuilder();
    facts.forEach((key, value) -> text.append("%-16s %s%n".formatted(key, value)));
    output.show(facts, text.toString());
    return Exit.OK;
  }
}
