package quorate.cli.wallet;

import java.nio.file.Path;
import java.util.Map;
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

/** The key of a wallet without its passphrase. */
@Command(
    name = "export",
    description = {
      "Write a wallet's secret key, unprotected, to a new file of mode 0600.",
      "Whoever has it can spend all of the account. For a backup copy the wallet's own file."
    },
    footer = {"", "Example:", "  quorate wallet export savings --secret-to savings.key"})
final class ExportCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final Wallets wallets = new Wallets();
  @Mixin private final Passphrase passphrase = new Passphrase();

  @Parameters(paramLabel = "NAME", description = "The wallet.")
  private String name = "";

  @Option(
      names = "--secret-to",
      required = true,
      paramLabel = "FILE",
      description = "Where to; the secret is never printed.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    Keys keys = wallets.open(name, passphrase);
    return LedgerData.orFail(() -> {
      Identity.write(keys, file);
      Map<String, Object> facts = wallets.facts(name, AccountId.of(keys.id()));
      facts.put("file", file.toAbsolutePath().normalize().toString());
      output.show(facts, "wrote the key of " + Address.of(AccountId.of(keys.id())));
      return Exit.OK;
    });
  }
}
