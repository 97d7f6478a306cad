package quorate.cli.wallet;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import quorate.cli.Exit;
import quorate.cli.Output;
import quorate.cli.ledger.LedgerData;
import quorate.ledger.audit.StoredState;
import quorate.ledger.state.AccountId;
import quorate.node.ledger.LedgerShown;

/** What an account has. */
@Command(
    name = "balance",
    description = {
      "Print what an account has, by a store.",
      "What it can spend, what its open escrows hold, and its stake. The store is believed: see",
      "quorate ledger verify and proof."
    },
    footer = {
      "",
      "Examples:",
      "  quorate wallet balance savings --data-dir data",
      "  quorate wallet balance qr1… --data-dir data --output json"
    })
final class BalanceCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final Wallets wallets = new Wallets();
  @Mixin private final LedgerData data = new LedgerData();

  @Parameters(paramLabel = "NAME|ADDRESS", description = "A wallet, or any account.")
  private String named = "";

  @Override
  public Integer call() {
    AccountId account = wallets.account(named);
    return data.read((genesis, store) -> {
      Map<String, Object> facts =
          StoredState.read(store, state -> LedgerShown.account(account, state));
      StringBuilder text = new StringBuilder();
      facts.forEach((name, value) -> text.append("%-8s %s%n".formatted(name, value)));
      output.show(facts, text.toString());
      return Exit.OK;
    });
  }
}
