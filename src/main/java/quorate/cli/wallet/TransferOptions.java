package quorate.cli.wallet;

import picocli.CommandLine.Option;
import quorate.cli.Failure;
import quorate.ledger.state.Credits;
import quorate.ledger.state.Operation;

/** Who is paid how much: the options of the commands that sign transfers. */
final class TransferOptions {
  @Option(names = "--to", required = true, paramLabel = "ADDRESS", description = "Who is paid.")
  private String to = "";

  @Option(
      names = "--amount",
      required = true,
      paramLabel = "CREDITS",
      description = "How much: whole credits; the chain's fee comes on top.")
  private long amount;

  String to() {
    return to;
  }

  long amount() {
    return amount;
  }

  /** What they come to; a mistyped address or an impossible amount is said. */
  Operation.Transfer transfer() {
    if (!Credits.movable(amount)) {
      throw Failure.usage("--amount " + amount + " cannot be moved", "1 credit or more");
    }
    return new Operation.Transfer(Wallets.address(to), amount);
  }
}
