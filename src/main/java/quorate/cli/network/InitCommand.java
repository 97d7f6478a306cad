package quorate.cli.network;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quorate.cli.Exit;
import quorate.cli.Failure;
import quorate.cli.Output;
import quorate.node.membership.Authority;

/** Begins a network. */
@Command(
    name = "init",
    description = {
      "Begin a network: draw its authority's key, in a folder that holds none yet.",
      "Back the folder up: who loses it can admit and revoke nobody any more."
    },
    footer = {
      "",
      "Example:",
      "  quorate network init authority --name cameras --admission 30d --invitation 72h"
    })
final class InitCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final NetworkCommand.Dir dir = new NetworkCommand.Dir();

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "The network's name, as nodes have it in network.name.")
  private String name = "";

  @Option(
      names = "--admission",
      paramLabel = "DURATION",
      defaultValue = "30d",
      description = "How long a certificate holds at most, 1h to 398d (default ${DEFAULT-VALUE}).")
  private String admission = "30d";

  @Option(
      names = "--invitation",
      paramLabel = "DURATION",
      defaultValue = "72h",
      description = "How long an invitation is good, 1m to 31d (default ${DEFAULT-VALUE}).")
  private String invitation = "72h";

  @Override
  public Integer call() {
    if (!name.matches("[a-z0-9][a-z0-9.-]{0,62}")) {
      throw Failure.usage(
          "--name: expected 1 to 63 of a-z, 0-9, . and -, not \"" + name + "\"", "");
    }
    Authority.Founding founding =
        new Authority.Founding(
            name,
            NetworkCommand.duration("--admission", admission),
            NetworkCommand.duration("--invitation", invitation));
    return NetworkCommand.orFail(() -> {
      try (Authority made = Authority.found(dir.path(), founding, Clock.systemUTC())) {
        show(made);
      }
      return Exit.OK;
    });
  }

  private void show(Authority made) {
    Path folder = dir.path().toAbsolutePath().normalize();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("network", made.network());
    facts.put("dir", folder.toString());
    facts.put("fingerprint", made.fingerprint().hex());
    output.show(
        facts,
        "network      %s%ndir          %s%nfingerprint  %s"
            .formatted(made.network(), folder, made.fingerprint().hex()));
  }
}
