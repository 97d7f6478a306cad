package quorate.ledger.bft;

import quorate.task.Check;
import quorate.task.NodeId;

/**
 * A node that votes.
 *
 * @param power how much its vote weighs, from 1 to {@link Validators#POWER_MAX}
 */
public record Validator(NodeId id, long power) {
  public Validator {
    Check.argument(1 <= power && power <= Validators.POWER_MAX, "1 <= power <= 2^60");
  }
}
