package quorate.cli.wallet;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import quorate.cli.Exit;
import quorate.cli.Output;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.wire.Keys;
import quorate.wire.SealedKeys;

/** A new account. */
@Command(
    name = "create",
    description = {
      "Draw a key for a new account and keep it under a passphrase.",
      "Nobody can restore either: back the file up, and remember the passphrase."
    },
    footer = {
      "",
      "Examples:",
      "  quorate wallet create savings",
      "  quorate wallet create camera-1 --passphrase-file /run/secrets/camera-1 --output json"
    })
final class CreateCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final Wallets wallets = new Wallets();
  @Mixin private final Passphrase passphrase = new Passphrase();

  @Parameters(paramLabel = "NAME", description = "What it is called here: letters, digits, . _ -")
  private String name = "";

  @Override
  public Integer call() {
    Keys keys = Keys.draw(new SecureRandom());
    keep(wallets, name, keys, passphrase);
    AccountId account = AccountId.of(keys.id());
    output.show(wallets.facts(name, account), Address.of(account));
    return Exit.OK;
  }

  /** Seals a key and writes it to a new file. */
  static void keep(Wallets wallets, String name, Keys keys, Passphrase passphrase) {
    WalletFile.refuseExisting(wallets.file(name));
    char[] words = passphrase.fresh();
    SealedKeys sealed = SealedKeys.seal(keys, words, SealedKeys.Cost.USUAL, new SecureRandom());
    Arrays.fill(words, '\0');
    WalletFile.write(sealed, wallets.file(name));
  }
}
