package quorate.cli.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quorate.cli.Exit;
import quorate.cli.Output;
import quorate.ledger.audit.ChainAudit;
import quorate.ledger.audit.ChainAudit.Report;
import quorate.ledger.chain.Charge;
import quorate.wire.Keys;

/** Whether a stored chain is what it says. */
@Command(
    name = "verify",
    description = {
      "Check a stored chain, height by height.",
      "Headers follow each other, blocks and votes are theirs, and the state at the tip is the one",
      "in its header. Exit code 0 when all of it holds, 20 when something does not, with the",
      "height and what is wrong."
    },
    footer = {
      "",
      "Examples:",
      "  quorate ledger verify --data-dir data",
      "  quorate ledger verify --from-genesis --data-dir data --genesis genesis.yaml --output json"
    })
final class VerifyCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final LedgerData data = new LedgerData();

  @Option(
      names = "--from-genesis",
      description = "Also execute every block again, and compare the state entry by entry.")
  private boolean fromGenesis;

  @Override
  public Integer call() {
    return data.read((genesis, store) -> {
      Progress progress = new Progress(output.err(), "verifying");
      ChainAudit audit = new ChainAudit(genesis, store, Charge.check(Keys::verify), progress);
      Report report = fromGenesis ? audit.fromGenesis() : audit.links();
      output.show(facts(genesis.chain().hex(), report), text(report));
      return report.sound() ? Exit.OK : Exit.TAMPERED;
    });
  }

  private static Map<String, Object> facts(String chain, Report report) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("valid", report.sound());
    facts.put("chain", chain);
    facts.put("lowest", report.lowest());
    facts.put("height", report.height());
    facts.put("transactions", report.transactions());
    facts.put("commitsChecked", report.certified());
    facts.put("executed", report.executed());
    facts.put("faults", report.faults());
    facts.put("findings", Found.facts(report.findings()));
    return facts;
  }

  private static String text(Report report) {
    StringBuilder text = new StringBuilder();
    text.append(report.sound() ? "the chain holds\n" : "the chain does NOT hold\n");
    text.append(Found.lines(report.findings()));
    text.append("heights       %d to %d%n".formatted(report.lowest(), report.height()));
    if (report.lowest() > 0) {
      text.append(
          "              those before were pruned or passed over: header %d is believed%n"
              .formatted(report.lowest()));
    }
    text.append("transactions  %d%n".formatted(report.transactions()));
    text.append("executed      %s%n".formatted(report.executed() ? "all blocks" : "no block"));
    text.append("commits       %d checked".formatted(report.certified()));
    return text.toString();
  }
}
