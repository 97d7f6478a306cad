package quorate.cli.wallet;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import quorate.cli.Exit;
import quorate.cli.Output;
import quorate.cli.ledger.LedgerData;
import quorate.cli.ledger.LedgerServer;
import quorate.ledger.audit.StoredState;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.node.ledger.LedgerShown;

/** What an account has. */
@Command(
    name = "balance",
    description = {
      "Print what an account has, by a running node or by a store.",
      "What it can spend, what its open escrows hold, its stake, and of a node's pay what vests",
      "and what was taken back. Node or store are believed: see quorate ledger verify and proof."
    },
    footer = {
      "",
      "Examples:",
      "  quorate wallet balance savings --server http://127.0.0.1:7070",
      "  quorate wallet balance savings --data-dir data",
      "  quorate wallet balance qr1… --data-dir data --output json"
    })
final class BalanceCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final Wallets wallets = new Wallets();
  @Mixin private final LedgerData data = new LedgerData();
  @Mixin private final LedgerServer server = new LedgerServer();

  @Parameters(paramLabel = "NAME|ADDRESS", description = "A wallet, or any account.")
  private String named = "";

  @Override
  public Integer call() {
    AccountId account = wallets.account(named);
    if (server.given()) {
      String path = "/v1/ledger/accounts/" + Address.of(account);
      return shown(server.talk(line -> line.get(path)).getMap());
    }
    return data.read((genesis, store) ->
        shown(StoredState.read(store, state -> LedgerShown.account(account, state))));
  }

  private Integer shown(Map<String, Object> facts) {
    StringBuilder text = new StringBuilder();
    facts.forEach((name, value) -> text.append("%-8s %s%n".formatted(name, value)));
    output.show(facts, text.toString());
    return Exit.OK;
  }
}
