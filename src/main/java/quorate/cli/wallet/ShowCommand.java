package quorate.cli.wallet;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import quorate.cli.Exit;
import quorate.cli.Output;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;

/** A wallet's address. */
@Command(
    name = "show",
    description = "Print a wallet's address; it needs no passphrase.",
    footer = {"", "Example:", "  quorate wallet show savings"})
final class ShowCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final Wallets wallets = new Wallets();

  @Parameters(paramLabel = "NAME", description = "The wallet.")
  private String name = "";

  @Override
  public Integer call() {
    AccountId account = AccountId.of(WalletFile.read(wallets.file(name)).id());
    output.show(wallets.facts(name, account), Address.of(account));
    return Exit.OK;
  }
}
