package quorate.cli.wallet;

import picocli.CommandLine.Command;

/** Accounts, for those who own them. */
@Command(
    name = "wallet",
    description = {
      "Keep accounts' keys under passphrases; sign transfers; see balances and histories.",
      "Nodes do not keep a ledger yet in this version, so that nothing is sent: signed transfers",
      "are files, and balances are read from a store."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CreateCommand.class,
      ShowCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      SignCommand.class,
      BalanceCommand.class,
      HistoryCommand.class
    })
public final class WalletCommand {}
