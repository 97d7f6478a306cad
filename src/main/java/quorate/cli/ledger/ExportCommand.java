package quorate.cli.ledger;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quorate.cli.Exit;
import quorate.cli.Failure;
import quorate.cli.Output;
import quorate.ledger.audit.StoredBlocks;
import quorate.ledger.state.Genesis;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.store.Tip;
import quorate.node.ledger.LedgerShown;

/** A chain for other programs. */
@Command(
    name = "export",
    description = {
      "Write all stored blocks to a file, a JSON document a line.",
      "They are in the order of their heights, with their transactions. Nothing is checked: see",
      "quorate ledger verify."
    },
    footer = {"", "Example:", "  quorate ledger export --data-dir data --file chain.jsonl"})
final class ExportCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final LedgerData data = new LedgerData();

  @Option(
      names = "--file",
      required = true,
      paramLabel = "FILE",
      description = "Where to; the file is not there yet.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    return data.read((genesis, store) -> {
      long from = store.lowest().orElse(0);
      long to = store.tip().map(Tip::height).orElse(-1L);
      try (BufferedWriter out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW)) {
        write(genesis, store, from, to, out);
      } catch (FileAlreadyExistsException e) {
        throw Failure.failed("there is already a file " + file, "choose another").because(e);
      } catch (IOException e) {
        throw Failure.failed("cannot write " + file + ": " + e, "choose another place").because(e);
      }
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("file", file.toString());
      facts.put("lowest", from);
      facts.put("height", to);
      output.show(facts, "wrote heights %d to %d to %s".formatted(from, to, file));
      return Exit.OK;
    });
  }

  private void write(Genesis genesis, LedgerStore store, long from, long to, BufferedWriter out)
      throws IOException, StoreRefused {
    Progress progress = new Progress(output.err(), "exporting");
    for (long height = from; height <= to; height++) {
      progress.accept(height);
      out.write(
          Output.json(
              LedgerShown.block(StoredBlocks.at(store, height), genesis, 0, Long.MAX_VALUE)));
      out.newLine();
    }
  }
}
