package quorate.cli.ledger;

import picocli.CommandLine.Command;

/** The ledger, for those who audit it. */
@Command(
    name = "ledger",
    description = {
      "Make a genesis; check, prove, export and compare what a store has, offline.",
      "A node keeps the ledger of the genesis that it is started with: --ledger-genesis."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      GenesisCommand.class,
      VerifyCommand.class,
      ProofCommand.class,
      ExplainCommand.class,
      ExportCommand.class,
      DiffCommand.class
    })
public final class LedgerCommand {}
