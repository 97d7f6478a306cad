package quorate.cli.wallet;

import picocli.CommandLine.Command;

/** Accounts, for those who own them. */
@Command(
    name = "wallet",
    description = {
      "Keep accounts' keys under passphrases; send and sign transfers; see balances and histories."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CreateCommand.class,
      ShowCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      SendCommand.class,
      WithdrawCommand.class,
      SignCommand.class,
      BalanceCommand.class,
      HistoryCommand.class
    })
public final class WalletCommand {}
