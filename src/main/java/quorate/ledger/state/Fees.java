package quorate.ledger.state;

import quorate.ledger.state.Operation.EscrowExpire;
import quorate.ledger.state.Operation.EscrowOpen;
import quorate.ledger.state.Operation.EscrowSettle;
import quorate.ledger.state.Operation.Evidence;
import quorate.ledger.state.Operation.NodeRegister;
import quorate.ledger.state.Operation.Transfer;
import quorate.ledger.state.Operation.Unstake;
import quorate.ledger.state.Operation.ValidatorChange;
import quorate.ledger.state.Operation.Withdraw;
import quorate.task.Check;

/**
 * What each kind of transaction costs, in credits, from 0 to {@link #FEE_MAX}.
 *
 * <p>Fees are burned. Paid to the proposer, they would pay validators for filling blocks with their
 * own transactions and for deals beside the ledger (EIP-1559, "Rationale"); paid to one account,
 * they would make every transaction change that account.
 *
 * @param perTask for each task of a settlement, on top of {@code settle}: it leaves a payment that
 *     is kept for ever
 * @param stake of what changes a stake: register, unstake, withdraw
 */
public record Fees(
    long transfer,
    long open,
    long settle,
    long perTask,
    long expire,
    long stake,
    long validatorChange,
    long evidence) {
  /** A batch of the largest fees still fits into the supply. */
  public static final long FEE_MAX = 1_000_000_000_000L;

  public Fees {
    check(transfer);
    check(open);
    check(settle);
    check(perTask);
    check(expire);
    check(stake);
    check(validatorChange);
    check(evidence);
  }

  /** The fee of an operation. */
  public long of(Operation operation) {
    return switch (operation) {
      case Transfer t -> transfer;
      case EscrowOpen o -> open;
      case EscrowSettle s -> settle + perTask * s.batch().settlements().size();
      case EscrowExpire e -> expire;
      case NodeRegister r -> stake;
      case Unstake u -> stake;
      case Withdraw w -> stake;
      case ValidatorChange v -> validatorChange;
      case Evidence e -> evidence;
    };
  }

  private static void check(long fee) {
    Check.argument(fee >= 0 && fee <= FEE_MAX, "a fee of at most " + FEE_MAX);
  }
}
