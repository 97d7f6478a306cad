package quorate.cli.ledger;

import picocli.CommandLine.Command;

/** The ledger, for those who audit it. */
@Command(
    name = "ledger",
    description = {
      "Make a genesis; check, prove, export and compare what a store has, offline.",
      "Nodes do not keep a ledger yet in this version: these commands work on files."
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
