package quorate.cli.network;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quorate.cli.Exit;
import quorate.cli.Failure;
import quorate.cli.Output;
import quorate.cli.ledger.GenesisOptions;
import quorate.ledger.state.Genesis;
import quorate.node.ledger.GenesisText;
import quorate.node.membership.Authority;

/** Begins a network. */
@Command(
    name = "init",
    description = {
      "Begin a network: draw its authority's key, in a folder that holds none yet, and set for how",
      "long it admits and invites. With validators and accounts it gets a ledger, too: its genesis",
      "is written to the folder, and to the papers of everybody who is admitted.",
      "Back the folder up: who loses it can admit and revoke nobody any more."
    },
    footer = {
      "",
      "Examples:",
      "  quorate network init cameras",
      "  quorate network init authority --name cameras --admission 30d --invitation 72h",
      "  quorate network init cameras --validator ID1 --validator ID2 --validator ID3 \\",
      "      --validator ID4 --account qr1…:1000000"
    })
final class InitCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final NetworkCommand.Dir dir = new NetworkCommand.Dir();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The network's name, as nodes have it in network.name (the folder's name).")
  private @Nullable String name;

  @Mixin private final GenesisOptions ledger = new GenesisOptions();

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
    String named = name == null ? folder().getFileName().toString() : name;
    if (!named.matches("[a-z0-9][a-z0-9.-]{0,62}")) {
      throw Failure.usage(
          "--name: expected 1 to 63 of a-z, 0-9, . and -, not \"" + named + "\"", "");
    }
    Optional<Genesis> genesis =
        ledger.given() ? Optional.of(ledger.genesis(named)) : Optional.empty();
    Authority.Founding founding =
        new Authority.Founding(
            named,
            NetworkCommand.duration("--admission", admission),
            NetworkCommand.duration("--invitation", invitation));
    return NetworkCommand.orFail(() -> {
      try (Authority made = Authority.found(dir.path(), founding, Clock.systemUTC())) {
        genesis.ifPresent(each -> GenesisOptions.write(file(), GenesisText.of(each)));
        show(made, genesis);
      }
      return Exit.OK;
    });
  }

  private Path folder() {
    return dir.path().toAbsolutePath().normalize();
  }

  private Path file() {
    return folder().resolve(Authority.GENESIS);
  }

  private void show(Authority made, Optional<Genesis> genesis) {
    Path folder = folder();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("network", made.network());
    facts.put("dir", folder.toString());
    facts.put("fingerprint", made.fingerprint().hex());
    String text =
        "network      %s%ndir          %s%nfingerprint  %s"
            .formatted(made.network(), folder, made.fingerprint().hex());
    if (genesis.isPresent()) {
      String chain = genesis.get().chain().hex();
      facts.put("chain", chain);
      facts.put("genesis", file().toString());
      text += "%nchain        %s%ngenesis      %s".formatted(chain, file());
    }
    output.show(facts, text);
  }
}
