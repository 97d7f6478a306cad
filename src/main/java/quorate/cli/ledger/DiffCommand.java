package quorate.cli.ledger;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quorate.cli.Exit;
import quorate.cli.Output;
import quorate.ledger.audit.Difference;
import quorate.ledger.state.Genesis;
import quorate.ledger.store.LedgerStore;
import quorate.node.ledger.GenesisFile;
import quorate.node.ledger.LedgerFolder;

/** Whether two stores say the same. */
@Command(
    name = "diff",
    description = {
      "Compare two stores of one chain.",
      "Height by height, and their states where both are as far. Exit code 0 when they say the",
      "same as far as both go, 20 when they do not."
    },
    footer = {"", "Example:", "  quorate ledger diff data/n0 data/n1 --genesis genesis.yaml"})
final class DiffCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();

  @Parameters(index = "0", paramLabel = "DIR", description = "A data directory.")
  private Path one = Path.of("");

  @Parameters(index = "1", paramLabel = "DIR", description = "Another one.")
  private Path other = Path.of("");

  @Option(
      names = "--genesis",
      paramLabel = "FILE",
      description = "The genesis; otherwise genesis.yaml in the first directory.")
  private @Nullable Path genesis;

  @Override
  public Integer call() {
    return LedgerData.orFail(() -> {
      Genesis known = GenesisFile.read(genesis != null ? genesis : LedgerFolder.genesis(one));
      try (LedgerStore left = LedgerFolder.open(one, known);
          LedgerStore right = LedgerFolder.open(other, known)) {
        Difference found = Difference.between(left, right, new Progress(output.err(), "comparing"));
        output.show(facts(found), text(found));
        return found.same() ? Exit.OK : Exit.TAMPERED;
      }
    });
  }

  private static Map<String, Object> facts(Difference found) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("same", found.same());
    facts.put("heights", found.tips());
    facts.put("compared", found.compared());
    found.fork().ifPresent(height -> facts.put("fork", height));
    found.blocks().ifPresent(height -> facts.put("block", height));
    facts.put("entries", found.keys().stream().map(Subject::of).toList());
    return facts;
  }

  private static String text(Difference found) {
    StringBuilder text = new StringBuilder();
    text.append(found.same() ? "both say the same\n" : "they do NOT say the same\n");
    text.append("heights   %d and %d%n".formatted(found.tips().get(0), found.tips().get(1)));
    text.append("compared  %d%n".formatted(found.compared()));
    found
        .fork()
        .ifPresent(height -> text.append("from height %d on, headers differ%n".formatted(height)));
    found
        .blocks()
        .ifPresent(height -> text.append("at height %d, one block differs%n".formatted(height)));
    found.keys().forEach(key -> text.append("differs   %s%n".formatted(Subject.of(key))));
    return text.toString();
  }
}
