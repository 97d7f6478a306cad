package quorate.cli.ledger;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quorate.cli.Exit;
import quorate.cli.Output;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Seat;
import quorate.node.ledger.GenesisFile;
import quorate.node.ledger.GenesisText;

/** How a chain begins. */
@Command(
    name = "genesis",
    description = {
      "Write a genesis file, or check one.",
      "Its digest is the chain's: everyone of the chain has the same. Rules and fees get their",
      "usual values; change them in the file."
    },
    footer = {
      "",
      "Examples:",
      "  quorate ledger genesis --name demo --validator ID1 --validator ID2 --validator ID3:2 \\",
      "      --validator ID4 --account qr1…:1000000 --file genesis.yaml",
      "  quorate ledger genesis --check genesis.yaml --output json"
    })
final class GenesisCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "quorate",
      description = "The chain's name (default ${DEFAULT-VALUE}).")
  private String name = "quorate";

  @Mixin private final GenesisOptions parts = new GenesisOptions();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Write to this file, which is not there yet; otherwise print it.")
  private @Nullable Path file;

  @Option(
      names = "--check",
      paramLabel = "FILE",
      description = "Read this file instead, and print its digest, supply and validators.")
  private @Nullable Path check;

  @Override
  public Integer call() {
    if (check != null) {
      Path read = check;
      Genesis genesis = LedgerData.orFail(() -> GenesisFile.read(read));
      output.show(facts(genesis), text(genesis));
      return Exit.OK;
    }
    Genesis genesis = parts.genesis(name);
    String written = GenesisText.of(genesis);
    Map<String, Object> facts = facts(genesis);
    if (file == null) {
      facts.put("text", written);
      output.show(facts, written);
    } else {
      GenesisOptions.write(file, written);
      facts.put("file", file.toString());
      output.show(facts, "wrote " + file + "\n" + text(genesis));
    }
    return Exit.OK;
  }

  private static Map<String, Object> facts(Genesis genesis) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("chain", genesis.chain().hex());
    facts.put("name", genesis.name());
    facts.put("time", Instant.ofEpochMilli(genesis.timeMillis()).toString());
    facts.put("supply", genesis.supply());
    facts.put("accounts", genesis.balances().size());
    facts.put("power", genesis.validators().power());
    facts.put(
        "validators", genesis.validators().seats().stream().map(GenesisCommand::seat).toList());
    return facts;
  }

  private static Map<String, Object> seat(Seat seat) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("node", seat.validator().hex());
    facts.put("power", seat.power());
    return facts;
  }

  private static String text(Genesis genesis) {
    StringBuilder text = new StringBuilder();
    text.append("chain      %s%n".formatted(genesis.chain().hex()));
    text.append("name       %s%n".formatted(genesis.name()));
    text.append("time       %s%n".formatted(Instant.ofEpochMilli(genesis.timeMillis())));
    text.append("supply     %d%n".formatted(genesis.supply()));
    text.append("accounts   %d%n".formatted(genesis.balances().size()));
    text.append("power      %d%n".formatted(genesis.validators().power()));
    genesis
        .validators()
        .seats()
        .forEach(each ->
            text.append("validator  %s %d%n".formatted(each.validator().hex(), each.power())));
    return text.toString();
  }
}
