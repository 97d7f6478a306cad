package quorate.cli.wallet;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quorate.cli.Exit;
import quorate.cli.Output;
import quorate.cli.ledger.LedgerData;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.node.Identity;
import quorate.wire.Keys;

/** A wallet of a key that exists. */
@Command(
    name = "import",
    description = {
      "Make a wallet of a secret key that exists.",
      "It is one that quorate wallet export wrote, or a node's, whose account has what the node",
      "earns."
    },
    footer = {"", "Example:", "  quorate wallet import earnings --secret-from data/node.key"})
final class ImportCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final Wallets wallets = new Wallets();
  @Mixin private final Passphrase passphrase = new Passphrase();

  @Parameters(paramLabel = "NAME", description = "What the wallet is to be called.")
  private String name = "";

  @Option(
      names = "--secret-from",
      required = true,
      paramLabel = "FILE",
      description = "The file with the secret key, of mode 0600.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    Keys keys = LedgerData.orFail(() -> Identity.read(file));
    CreateCommand.keep(wallets, name, keys, passphrase);
    AccountId account = AccountId.of(keys.id());
    output.show(wallets.facts(name, account), Address.of(account));
    return Exit.OK;
  }
}
