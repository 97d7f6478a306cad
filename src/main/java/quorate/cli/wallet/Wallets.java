package quorate.cli.wallet;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import quorate.cli.Failure;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.wire.Keys;
import quorate.wire.SealedKeys;

/** Where wallets are: {@code @Mixin Wallets wallets}. */
final class Wallets {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  @Option(
      names = "--wallet-dir",
      paramLabel = "DIR",
      description = "Where wallets are; otherwise .quorate/wallets in the home directory.")
  private @Nullable Path dir;

  /** The file of a wallet. */
  Path file(String name) {
    if (!NAME.matcher(name).matches()) {
      throw Failure.usage(name + " is no name for a wallet", "1 to 64 letters, digits, . _ and -");
    }
    Path folder = dir != null ? dir : Path.of(System.getProperty("user.home"), ".quorate/wallets");
    return folder.resolve(name + ".wallet");
  }

  /** The account of a wallet, by its name, or of an address. */
  AccountId account(String named) {
    return named.startsWith("qr1") || named.startsWith("QR1")
        ? address(named)
        : AccountId.of(WalletFile.read(file(named)).id());
  }

  /** Opens a wallet. */
  Keys open(String name, Passphrase passphrase) {
    SealedKeys sealed = WalletFile.read(file(name));
    char[] words = passphrase.existing();
    Keys keys =
        sealed
            .open(words)
            .orElseThrow(() ->
                Failure.failed(
                    "the wallet "
                        + name
                        + " does not open: the passphrase is wrong, or the"
                        + " file was changed",
                    "try again, or restore the file from its backup"));
    Arrays.fill(words, '\0');
    return keys;
  }

  static AccountId address(String text) {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException refused) {
      throw Failure.usage(text + ": " + refused.getMessage(), "check the address for typos");
    }
  }

  /** What is shown of a wallet. */
  Map<String, Object> facts(String name, AccountId account) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("wallet", name);
    facts.put("address", Address.of(account));
    facts.put("file", file(name).toAbsolutePath().normalize().toString());
    return facts;
  }
}
